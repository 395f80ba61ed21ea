package io.instgenie.plan;

import java.util.List;

/**
 * A mode for each group and block, and what {@link PipelineTimeline} predicts of it.
 *
 * @param modes by group, then by block
 * @param makespanSeconds from the start of the step until the last block is computed
 * @param computeSeconds time the device computes; the rest of the makespan it waits for loads
 * @param loadSeconds time the loader is busy
 */
public record Plan(List<List<BlockMode>> modes, double makespanSeconds, double computeSeconds, double loadSeconds) {
    /** Makes a plan. */
    public Plan {
        modes = modes.stream().map(List::copyOf).toList();
    }

    /** The plan of these modes, timed by {@link PipelineTimeline}. */
    static Plan of(PlanRequest request, List<List<BlockMode>> modes) {
        PipelineTimeline timeline = PipelineTimeline.replay(request, modes);
        return new Plan(modes, timeline.makespanSeconds(), timeline.computeSeconds(), timeline.loadSeconds());
    }

    /** The mode of a group in a block. */
    public BlockMode mode(int group, int block) {
        return modes.get(group).get(block);
    }
}
