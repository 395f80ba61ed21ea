package io.instgenie.trace;

import jdk.jfr.Category;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A block waits for its load. */
@Name("io.instgenie.Wait")
@Label("Wait")
@Category("InstGenIE")
@Enabled(false)
@StackTrace(false)
public final class WaitEvent extends Event {
    @Label("Block")
    int block;

    /** Ends and records it, if somebody records. */
    public void end(int block) {
        end();
        if (shouldCommit()) {
            this.block = block;
            commit();
        }
    }
}
