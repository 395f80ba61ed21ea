package io.instgenie.trace;

import jdk.jfr.Category;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A template leaves host memory. */
@Name("io.instgenie.Evict")
@Label("Evict")
@Category("InstGenIE")
@Enabled(false)
@StackTrace(false)
public final class EvictEvent extends Event {
    @Label("Manifest")
    @Nullable
    String template;

    @Label("Bytes")
    long bytes;

    /** Ends and records it, if somebody records. */
    public void end(String template, long bytes) {
        end();
        if (shouldCommit()) {
            this.template = template;
            this.bytes = bytes;
            commit();
        }
    }
}
