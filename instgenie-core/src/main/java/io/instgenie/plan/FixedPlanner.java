package io.instgenie.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes the same mode everywhere. Where that mode's data are not stored, or would leave a later block without a mode, the block
 * takes the first possible of {@link BlockMode#KV}, {@link BlockMode#X} and {@link BlockMode#COMPUTE}. A baseline.
 */
public final class FixedPlanner implements BlockPlanner {
    private final BlockMode mode;

    /** A planner that prefers one mode. */
    public FixedPlanner(BlockMode mode) {
        this.mode = mode;
    }

    @Override
    public Plan plan(PlanRequest request) {
        return Plan.of(request, request.groups().stream().map(this::modes).toList());
    }

    private List<BlockMode> modes(PlanGroup group) {
        Feasibility feasibility = new Feasibility(group);
        List<BlockMode> modes = new ArrayList<>();
        boolean resident = group.residentAtStart();
        for (int block = 0; block < group.blocks().size(); block++) {
            BlockMode chosen = feasibility.firstAllowed(block, resident, mode);
            modes.add(chosen);
            resident = chosen == BlockMode.COMPUTE;
        }
        return modes;
    }
}
