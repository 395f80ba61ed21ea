package io.instgenie.trace;

import jdk.jfr.Category;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A denoising step of a batch. */
@Name("io.instgenie.Step")
@Label("Step")
@Category("InstGenIE")
@Enabled(false)
@StackTrace(false)
public final class StepEvent extends Event {
    @Label("Jobs")
    int jobs;

    @Label("Rows computed")
    int rows;

    /** Ends and records it, if somebody records. */
    public void end(int jobs, int rows) {
        end();
        if (shouldCommit()) {
            this.jobs = jobs;
            this.rows = rows;
            commit();
        }
    }
}
