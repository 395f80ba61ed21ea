package io.instgenie.plan;

/**
 * Chooses a mode for each group and block of a step. Implementations are deterministic and safe for use by many threads.
 */
@FunctionalInterface
public interface BlockPlanner {
    /** Plans one step. The plan's times are those of {@link PipelineTimeline} for the same request. */
    Plan plan(PlanRequest request);
}
