package io.instgenie.batching;

import java.util.List;

/**
 * Chooses the jobs that take the next step together. Asked before every step of a worker, on that worker's thread.
 *
 * <p>A waiting job that is chosen begins; a running one that is not pauses, and keeps its memory. Every choice must be of jobs in the
 * state, each once, within its limits, and not empty while there is a job. {@link CheckedStepScheduler} sees to that.
 */
public interface StepScheduler {
    /** The jobs to step, never none if {@link StepState#hasWork()}. Must not keep the state's lists. */
    List<JobView> schedule(StepState state);
}
