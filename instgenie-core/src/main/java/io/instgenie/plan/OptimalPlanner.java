package io.instgenie.plan;

import java.util.List;

/**
 * Finds the plan with the least makespan.
 *
 * <p>For one group the result is exact ({@link ParetoSearch} says within which limits). Up to {@value #JOINT_GROUPS} groups are
 * searched together, exactly where the blocks are few, and at 57 blocks to within 1 % in our trials. The joint choices of more
 * groups are too many; for them the result is a local optimum: starting from the best of the baselines and of the optimum in
 * which all groups choose alike, each pair of groups in turn gets its best modes while the others keep theirs, until that gains
 * little. No plan is worse than that of a {@link GreedyPlanner} or a {@link FixedPlanner}.
 */
public final class OptimalPlanner implements BlockPlanner {
    static final int JOINT_GROUPS = 3;
    /** The least gain, as a share of the makespan, for which the pairs are tried again. */
    private static final double GAIN = 1e-3;

    private final List<BlockPlanner> baselines = List.of(
            new GreedyPlanner(),
            new FixedPlanner(BlockMode.KV),
            new FixedPlanner(BlockMode.X),
            new FixedPlanner(BlockMode.COMPUTE));

    @Override
    public Plan plan(PlanRequest request) {
        if (request.groups().isEmpty()) {
            return Plan.of(request, List.of());
        }
        return request.groups().size() <= JOINT_GROUPS
                ? joint(request)
                : descend(improve(bestBaseline(request), request, OptionTable.alike(request)), request);
    }

    private Plan joint(PlanRequest request) {
        OptionTable table = OptionTable.joint(request);
        ParetoSearch search = new ParetoSearch(request, table);
        ParetoSearch.Found found = search.findBelow(Double.POSITIVE_INFINITY);
        if (found == null) {
            return bestBaseline(request);
        }
        Plan plan = Plan.of(request, table.modes(found.options()));
        return search.isExact() ? plan : shorter(plan, bestBaseline(request));
    }

    private Plan bestBaseline(PlanRequest request) {
        Plan best = baselines.get(0).plan(request);
        for (BlockPlanner baseline : baselines.subList(1, baselines.size())) {
            best = shorter(best, baseline.plan(request));
        }
        return best;
    }

    private static Plan descend(Plan start, PlanRequest request) {
        Plan best = start;
        double before = Double.POSITIVE_INFINITY;
        while (best.makespanSeconds() < before * (1 - GAIN)) {
            before = best.makespanSeconds();
            for (int a = 0; a < request.groups().size(); a++) {
                for (int b = a + 1; b < request.groups().size(); b++) {
                    best = improve(best, request, OptionTable.pair(request, a, b, best.modes()));
                }
            }
        }
        return best;
    }

    private static Plan improve(Plan known, PlanRequest request, OptionTable table) {
        ParetoSearch.Found found = new ParetoSearch(request, table).findBelow(known.makespanSeconds());
        return found == null ? known : shorter(known, Plan.of(request, table.modes(found.options())));
    }

    private static Plan shorter(Plan a, Plan b) {
        return b.makespanSeconds() < a.makespanSeconds() ? b : a;
    }
}
