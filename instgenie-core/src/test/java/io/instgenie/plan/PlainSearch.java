package io.instgenie.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The least makespan of a request of one group, for more blocks than {@link BruteForce} can walk: keeps every state of the
 * {@link PipelineClock} that no other equals or beats, and knows no other shortcut. Times are rounded to {@value #TICK}, or like blocks
 * in another order would lead to states that differ in their last bits.
 */
final class PlainSearch {
    private static final double TICK = 0x1p-30;

    private PlainSearch() {}

    static double makespan(PlanRequest request) {
        PlanGroup group = request.groups().get(0);
        PipelineClock clock = new PipelineClock(request);
        List<List<double[]>> here = List.of(new ArrayList<>(), new ArrayList<>());
        here.get(group.residentAtStart() ? 1 : 0).add(new double[clock.width()]);
        for (int block = 0; block < request.blocks(); block++) {
            List<List<double[]>> there = List.of(new ArrayList<>(), new ArrayList<>());
            for (int resident = 0; resident < 2; resident++) {
                for (BlockMode mode : BlockMode.values()) {
                    double load = group.loadSeconds(block, mode, resident == 1);
                    if (load < BlockCost.NOT_STORED) {
                        boolean slot = group.needsSlot(block, mode, resident == 1);
                        double compute = request.editSeconds().get(block)
                                + group.blocks().get(block).computeSeconds(mode);
                        List<double[]> frontier = there.get(mode == BlockMode.COMPUTE ? 1 : 0);
                        for (double[] state : here.get(resident)) {
                            double[] after = new double[clock.width()];
                            clock.advance(state, 0, load, slot, compute, after, 0);
                            keep(frontier, after);
                        }
                    }
                }
            }
            here = there;
        }
        return here.stream()
                .flatMap(List::stream)
                .mapToDouble(state -> state[0])
                .min()
                .orElseThrow();
    }

    private static void keep(List<double[]> frontier, double[] state) {
        Arrays.setAll(state, i -> Math.rint(state[i] / TICK) * TICK);
        if (frontier.stream().noneMatch(other -> isNotLater(other, state))) {
            frontier.removeIf(other -> isNotLater(state, other));
            frontier.add(state);
        }
    }

    private static boolean isNotLater(double[] a, double[] b) {
        for (int i = 0; i < a.length; i++) {
            if (a[i] > b[i]) {
                return false;
            }
        }
        return true;
    }
}
