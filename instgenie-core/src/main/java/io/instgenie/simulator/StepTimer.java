package io.instgenie.simulator;

import io.instgenie.cost.Demand;
import io.instgenie.cost.StepCost;
import io.instgenie.plan.BlockCost;
import io.instgenie.plan.BlockPlanner;
import io.instgenie.plan.PlanGroup;
import io.instgenie.plan.PlanRequest;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long a step takes under a block planner. All templates of a batch are planned as one, over like blocks; and since twice the work
 * takes twice the time, plans are remembered by the ratios of load and of template compute to compute, in steps of two percent.
 * Not thread-safe.
 */
final class StepTimer {
    private static final double GRID = Math.log(1.02);

    private final BlockPlanner planner;
    private final Profile profile;
    private final StepCost costs;
    private final Map<Long, Double> known = new HashMap<>();

    StepTimer(BlockPlanner planner, Profile profile, StepCost costs) {
        this.planner = planner;
        this.profile = profile;
        this.costs = costs;
    }

    /** What the jobs of a step ask for. */
    StepCost costs() {
        return costs;
    }

    /** @param newRows whether the step's number of rows is {@linkplain io.instgenie.cost.RecentRows new} */
    double seconds(Demand demand, boolean newRows) {
        return planned(demand) + (newRows ? profile.newRowsSeconds() : 0);
    }

    private double planned(Demand demand) {
        if (demand.loadSeconds() == 0) {
            return demand.computeSeconds();
        }
        int load = onGrid(demand.loadSeconds() / demand.computeSeconds());
        int template = onGrid(demand.templateSeconds() / demand.computeSeconds());
        long key = (long) load << 32 | template & 0xFFFFFFFFL;
        return demand.computeSeconds()
                * known.computeIfAbsent(key, unknown -> plan(Math.exp(load * GRID), Math.exp(template * GRID)));
    }

    private static int onGrid(double ratio) {
        return (int) Math.round(Math.log(ratio) / GRID);
    }

    /** The makespan of a step whose compute is 1. */
    private double plan(double load, double template) {
        int blocks = profile.shape().blocks();
        BlockCost cost = new BlockCost(
                profile.projectShare() * template / blocks,
                template / blocks,
                load / blocks,
                BlockCost.NOT_STORED,
                BlockCost.NOT_STORED);
        return planner.plan(new PlanRequest(
                        Collections.nCopies(blocks, 1.0 / blocks),
                        List.of(new PlanGroup(Collections.nCopies(blocks, cost), true)),
                        Math.min(profile.stagingSlots(), blocks)))
                .makespanSeconds();
    }
}
