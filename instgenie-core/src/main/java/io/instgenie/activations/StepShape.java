package io.instgenie.activations;

import io.instgenie.cost.BlockWork;
import io.instgenie.plan.BlockMode;
import java.util.List;

/**
 * A step of a batch, as far as a plan depends on it.
 *
 * @param work what each block computes for the jobs
 * @param groups the templates at their steps that jobs share, if anything is kept of them
 */
public record StepShape(List<BlockWork> work, List<Group> groups) {
    public StepShape {
        work = List.copyOf(work);
        groups = List.copyOf(groups);
    }

    /**
     * A template at a step.
     *
     * @param format what is kept, and how large it is
     * @param inMemory whether it need not be loaded
     * @param before its modes in the step before, behind whose loads those of this step are done; empty if there is none
     */
    public record Group(ActivationFormat format, boolean inMemory, List<BlockMode> before) {}
}
