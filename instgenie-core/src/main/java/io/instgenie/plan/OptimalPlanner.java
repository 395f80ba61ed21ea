package io.instgenie.plan;

import java.util.List;

/**
 * Finds the plan with the least makespan.
 *
 * <p>For up to {@value #EXACT_GROUPS} groups the result is exact ({@link ParetoSearch} over all groups' modes together). For more,
 * whose joint choices are too many, it is a local optimum: starting from the best plan of the baselines and of the exact optimum
 * in which all groups choose alike, each group in turn gets its exact optimum while the others keep theirs, until no group can
 * gain. So the result is never worse than a {@link GreedyPlanner}'s or a {@link FixedPlanner}'s.
 */
public final class OptimalPlanner implements BlockPlanner {
    static final int EXACT_GROUPS = 2;

    private final List<BlockPlanner> baselines = List.of(
            new GreedyPlanner(),
            new FixedPlanner(BlockMode.KV),
            new FixedPlanner(BlockMode.X),
            new FixedPlanner(BlockMode.COMPUTE));

    @Override
    public Plan plan(PlanRequest request) {
        Plan best = baselines.get(0).plan(request);
        for (BlockPlanner baseline : baselines.subList(1, baselines.size())) {
            best = shorter(best, baseline.plan(request));
        }
        if (request.groups().isEmpty()) {
            return best;
        }
        return request.groups().size() <= EXACT_GROUPS
                ? improve(best, request, OptionTable.joint(request))
                : descend(improve(best, request, OptionTable.alike(request)), request);
    }

    private static Plan descend(Plan start, PlanRequest request) {
        Plan best = start;
        int groups = request.groups().size();
        int sinceGain = 0;
        for (int g = 0; sinceGain < groups; g = (g + 1) % groups) {
            Plan improved = improve(best, request, OptionTable.onlyGroup(request, g, best.modes()));
            sinceGain = improved.equals(best) ? sinceGain + 1 : 1;
            best = improved;
        }
        return best;
    }

    private static Plan improve(Plan known, PlanRequest request, OptionTable table) {
        int[] options = new ParetoSearch(request, table).findBelow(known.makespanSeconds());
        return options == null ? known : shorter(known, Plan.of(request, table.modes(options)));
    }

    private static Plan shorter(Plan a, Plan b) {
        return b.makespanSeconds() < a.makespanSeconds() ? b : a;
    }
}
