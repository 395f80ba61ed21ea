package io.instgenie.denoise;

import io.instgenie.cost.BlockWork;

/** Is told what steps took, to refine a cost model. */
@FunctionalInterface
public interface StepTimes {
    /** Listens to nothing. */
    StepTimes IGNORED = (jobs, work, blockSeconds, besideSeconds) -> {};

    /**
     * A step is done; called on the thread that steps.
     *
     * @param jobs that took it
     * @param work of each block, but for what it computed for templates
     * @param blockSeconds of each block without waiting for loads; NaN if it computed something for a template
     * @param besideSeconds of the step outside its blocks
     */
    void stepped(int jobs, BlockWork work, double[] blockSeconds, double besideSeconds);
}
