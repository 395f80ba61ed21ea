package io.instgenie.denoise;

import io.instgenie.cost.BlockWork;
import io.instgenie.plan.BlockMode;
import java.util.List;

/**
 * A step of a batch, as one must know it to plan it.
 *
 * @param blocks of the transformer
 * @param jobs what they compute
 * @param groups the templates at their steps that jobs share, of which something is kept
 */
public record StepShape(int blocks, List<Job> jobs, List<Group> groups) {
    /**
     * A job's own work in each block.
     *
     * @param rows text and image rows that go through the block
     * @param keys that each of them attends to
     */
    public record Job(int rows, int keys) {}

    /**
     * A template at a step.
     *
     * @param format what is kept, and how large it is
     * @param inMemory whether it need not be loaded
     * @param before its modes in the step before, behind whose loads those of this step are done; empty if there is none
     */
    public record Group(ActivationFormat format, boolean inMemory, List<BlockMode> before) {}

    /** What each block computes for the jobs. */
    public BlockWork work() {
        BlockWork work = BlockWork.NONE;
        for (Job job : jobs) {
            work = work.plus(BlockWork.of(job.rows(), job.keys()));
        }
        return work;
    }
}
