package io.instgenie.denoise;

import io.instgenie.cache.Section;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.Tier;
import io.instgenie.plan.BlockCost;
import io.instgenie.plan.BlockMode;
import io.instgenie.plan.BlockPlanner;
import io.instgenie.plan.PlanGroup;
import io.instgenie.plan.PlanRequest;
import java.util.ArrayList;
import java.util.List;

/** Has a {@link BlockPlanner} choose, by what a {@link CostModel} foretells of computing and loading. Thread-safe if the planner is. */
public final class PlannedModes implements BlockModes {
    private final BlockPlanner planner;
    private final CostModel costs;
    private final List<String> kinds;
    private final int slots;

    /**
     * @param kinds of the blocks in order, as {@code costs} calls them
     * @param slots of the prefetcher
     */
    public PlannedModes(BlockPlanner planner, CostModel costs, List<String> kinds, int slots) {
        this.planner = planner;
        this.costs = costs;
        this.kinds = List.copyOf(kinds);
        this.slots = slots;
    }

    @Override
    public List<List<BlockMode>> choose(StepShape step) {
        if (step.groups().stream().allMatch(PlannedModes::isFree)) {
            return BlockModes.LOAD_ALL.choose(step);
        }
        return planner.plan(request(step)).modes();
    }

    private static boolean isFree(StepShape.Group group) {
        return group.inMemory() && group.format().keeps(Section.KEY_VALUES);
    }

    /** What the planner is asked. */
    public PlanRequest request(StepShape step) {
        List<Double> editSeconds = new ArrayList<>();
        for (String kind : kinds) {
            editSeconds.add(Math.max(0, costs.blockFit(kind).at(step.rows(), step.rowsTimesKeys())));
        }
        return new PlanRequest(
                editSeconds, step.groups().stream().map(this::group).toList(), slots);
    }

    private PlanGroup group(StepShape.Group group) {
        List<BlockCost> blocks = new ArrayList<>();
        for (String kind : kinds) {
            blocks.add(cost(kind, group));
        }
        return new PlanGroup(blocks, true, group.staged());
    }

    private BlockCost cost(String kind, StepShape.Group group) {
        ActivationFormat format = group.format();
        double rows = (double) format.textTokens() + format.tokens();
        double hiddenSeconds = loadSeconds(group, Section.HIDDEN_STATES);
        return new BlockCost(
                Math.max(0, costs.projectSeconds(kind, format.tokens())),
                Math.max(0, costs.blockFit(kind).increase(rows, rows * rows)),
                loadSeconds(group, Section.KEY_VALUES),
                hiddenSeconds,
                hiddenSeconds);
    }

    private double loadSeconds(StepShape.Group group, Section section) {
        if (!group.format().keeps(section)) {
            return BlockCost.NOT_STORED;
        }
        return group.inMemory()
                ? 0
                : Math.max(0, costs.loadSeconds(Tier.DISK, group.format().bytes(section)));
    }
}
