package io.instgenie.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * Algorithm 1 of the InstGenIE paper (arXiv 2505.20600), a baseline: walks the blocks once with two clocks, the end of compute and
 * the end of loads, and in each block takes the cached activations where the block then ends no later than if it were computed
 * in full. It never looks ahead: a load that lets this block end sooner may hold up all later ones.
 *
 * <p>The paper knows two modes. Its cached mode is read as {@link BlockMode#KV}, or {@link BlockMode#X} where only hidden states
 * are stored; COMPUTE pays for its entry load where the template's rows are not resident. With several groups, each block asks
 * the groups in turn, each knowing what the groups before it chose.
 */
public final class GreedyPlanner implements BlockPlanner {
    @Override
    public Plan plan(PlanRequest request) {
        PipelineClock clock = new PipelineClock(request);
        List<PlanGroup> groups = request.groups();
        List<Feasibility> feasibility = groups.stream().map(Feasibility::new).toList();
        List<List<BlockMode>> modes = new ArrayList<>();
        groups.forEach(group -> modes.add(new ArrayList<>()));
        double[] state = new double[clock.width()];
        for (int block = 0; block < request.blocks(); block++) {
            Block sum = new Block(request.editSeconds().get(block), 0, false);
            for (int g = 0; g < groups.size(); g++) {
                boolean resident = block == 0
                        ? groups.get(g).residentAtStart()
                        : modes.get(g).get(block - 1) == BlockMode.COMPUTE;
                BlockMode mode = feasibility.get(g).firstAllowed(block, resident, BlockMode.KV);
                Block cached = sum.plus(groups.get(g), block, mode, resident);
                if (feasibility.get(g).allows(block, resident, BlockMode.COMPUTE)) {
                    Block computed = sum.plus(groups.get(g), block, BlockMode.COMPUTE, resident);
                    if (computed.end(clock, state) < cached.end(clock, state)) {
                        mode = BlockMode.COMPUTE;
                        cached = computed;
                    }
                }
                sum = cached;
                modes.get(g).add(mode);
            }
            sum.advance(clock, state, state);
        }
        return Plan.of(request, modes);
    }

    /** What one block costs, as far as it is decided. */
    private record Block(double compute, double load, boolean holdsSlot) {
        Block plus(PlanGroup group, int block, BlockMode mode, boolean resident) {
            return new Block(
                    compute + group.blocks().get(block).computeSeconds(mode),
                    load + group.loadSeconds(block, mode, resident),
                    holdsSlot || group.needsSlot(block, mode, resident));
        }

        double end(PipelineClock clock, double[] state) {
            double[] after = new double[state.length];
            advance(clock, state, after);
            return after[0];
        }

        void advance(PipelineClock clock, double[] before, double[] after) {
            clock.advance(before, 0, load, holdsSlot, compute, after, 0);
        }
    }
}
