package io.instgenie.trace;

import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A block of a step, waits for loads included. */
@Name("io.instgenie.Block")
@Label("Block")
@Category("InstGenIE")
@Enabled(false)
@StackTrace(false)
public final class BlockEvent extends Event {
    @Label("Block")
    int block;

    @Label("Mode of each template")
    @Nullable
    String modes;

    /** Ends and records it, if somebody records; else {@code modes} are not asked for. */
    public void end(int block, Supplier<String> modes) {
        end();
        if (shouldCommit()) {
            this.block = block;
            this.modes = modes.get();
            commit();
        }
    }
}
