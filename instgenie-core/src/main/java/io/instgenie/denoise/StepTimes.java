package io.instgenie.denoise;

import io.instgenie.cost.BlockWork;
import java.util.List;

/** Is told what steps took, to refine a cost model. */
@FunctionalInterface
public interface StepTimes {
    /** Listens to nothing. */
    StepTimes IGNORED = (jobs, work, blockSeconds, outsideSeconds) -> {};

    /**
     * A step is done; called on the thread that steps.
     *
     * @param jobs that took it
     * @param work of each block, without what it computed for templates
     * @param blockSeconds of each block without waiting for loads; NaN if it computed something for a template
     * @param outsideSeconds of the step outside its blocks
     */
    void stepped(int jobs, List<BlockWork> work, double[] blockSeconds, double outsideSeconds);
}
