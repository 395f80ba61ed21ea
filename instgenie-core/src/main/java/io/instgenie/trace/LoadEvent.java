package io.instgenie.trace;

import jdk.jfr.Category;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A load of all that a block needs from files, on the loader's thread. */
@Name("io.instgenie.Load")
@Label("Load")
@Category("InstGenIE")
@Enabled(false)
@StackTrace(false)
public final class LoadEvent extends Event {
    @Label("Block")
    int block;

    @Label("Bytes")
    long bytes;

    /** Ends and records it, if somebody records. */
    public void end(int block, long bytes) {
        end();
        if (shouldCommit()) {
            this.block = block;
            this.bytes = bytes;
            commit();
        }
    }
}
