package io.instgenie.plan;

/** The block planners of this library by name. */
public enum PlannerKind {
    /** {@link OptimalPlanner}. */
    OPTIMAL,
    /** {@link GreedyPlanner}. */
    GREEDY,
    /** {@link FixedPlanner} that loads keys and values. */
    LOAD,
    /** {@link FixedPlanner} that computes. */
    COMPUTE;

    /** A new planner. */
    public BlockPlanner create() {
        return switch (this) {
            case OPTIMAL -> new OptimalPlanner();
            case GREEDY -> new GreedyPlanner();
            case LOAD -> new FixedPlanner(BlockMode.KV);
            case COMPUTE -> new FixedPlanner(BlockMode.COMPUTE);
        };
    }
}
