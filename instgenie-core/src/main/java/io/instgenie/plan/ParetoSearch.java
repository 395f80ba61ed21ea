package io.instgenie.plan;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the options with the least makespan by dynamic programming: block by block and for each residency state it keeps the
 * states of the {@link PipelineClock} that no other state equals or beats in every number. A worse state can never overtake a
 * better one, so the result is exact.
 *
 * <p>States that cannot lead to less than a known makespan are dropped. The bound: neither compute nor loads can end after
 * the makespan, so for any weight w in [0, 1] it is at least w x (compute end + compute to come) + (1 - w) x (next load +
 * loads to come); the least of the weighted sums to come is found exactly, per weight, by a backward pass.
 */
final class ParetoSearch {
    private static final double[] WEIGHTS = {0, 0.2, 0.35, 0.5, 0.65, 0.8, 1};
    /** Sums in another order may differ in the last bits: what cannot win by more than this is a tie. */
    private static final double TIE = 1e-12;

    private final OptionTable table;
    private final PipelineClock clock;
    /** Least weighted compute and load from a block on, [(block * states + state) * weights + weight]. */
    private final double[] toCome;

    private int[] nodeParents = new int[1024];
    private int[] nodeOptions = new int[1024];
    private int nodes;

    ParetoSearch(PlanRequest request, OptionTable table) {
        this.table = table;
        clock = new PipelineClock(request);
        toCome = new double[(table.blocks() + 1) * table.states() * WEIGHTS.length];
        for (int block = table.blocks() - 1; block >= 0; block--) {
            for (int state = 0; state < table.states(); state++) {
                for (int w = 0; w < WEIGHTS.length; w++) {
                    toCome[index(block, state) + w] = leastToCome(block, state, w);
                }
            }
        }
    }

    private double leastToCome(int block, int state, int w) {
        double least = Double.POSITIVE_INFINITY;
        for (int o = table.first(block, state); o < table.end(block, state); o++) {
            double sum = WEIGHTS[w] * table.compute(o) + (1 - WEIGHTS[w]) * table.load(o);
            least = Math.min(least, sum + toCome[index(block + 1, table.next(o)) + w]);
        }
        return least;
    }

    private int index(int block, int state) {
        return (block * table.states() + state) * WEIGHTS.length;
    }

    /** One option per block with the least makespan, or null if none is less than {@code known}. */
    int @Nullable [] findBelow(double known) {
        double limit = known * (1 - TIE);
        Frontier[] here = frontiers();
        Frontier[] there = frontiers();
        nodes = 0;
        here[0].offer(new double[clock.width()], -1, -1);
        for (int block = 0; block < table.blocks(); block++) {
            for (Frontier frontier : there) {
                frontier.clear();
            }
            for (int state = 0; state < table.states(); state++) {
                expand(block, state, here[state], there, limit);
            }
            Frontier[] swap = here;
            here = there;
            there = swap;
        }
        return best(here);
    }

    private Frontier[] frontiers() {
        Frontier[] frontiers = new Frontier[table.states()];
        Arrays.setAll(frontiers, state -> new Frontier(clock.width()));
        return frontiers;
    }

    private void expand(int block, int state, Frontier frontier, Frontier[] there, double limit) {
        double[] after = new double[clock.width()];
        for (int i = 0; i < frontier.size(); i++) {
            int node = addNode(frontier.parent(i), frontier.option(i));
            for (int o = table.first(block, state); o < table.end(block, state); o++) {
                clock.advance(
                        frontier.states(),
                        i * clock.width(),
                        table.load(o),
                        table.holdsSlot(o),
                        table.compute(o),
                        after,
                        0);
                if (bound(after, block + 1, table.next(o)) < limit) {
                    there[table.next(o)].offer(after, node, o);
                }
            }
        }
    }

    private double bound(double[] state, int block, int residency) {
        int at = index(block, residency);
        double bound = 0;
        for (int w = 0; w < WEIGHTS.length; w++) {
            bound = Math.max(bound, WEIGHTS[w] * state[0] + (1 - WEIGHTS[w]) * state[1] + toCome[at + w]);
        }
        return bound;
    }

    private int addNode(int parent, int option) {
        if (nodes == nodeParents.length) {
            nodeParents = Arrays.copyOf(nodeParents, 2 * nodes);
            nodeOptions = Arrays.copyOf(nodeOptions, 2 * nodes);
        }
        nodeParents[nodes] = parent;
        nodeOptions[nodes] = option;
        return nodes++;
    }

    /** The options on the way to the end that comes first; of equal ends, the one with the shorter loads. */
    private int @Nullable [] best(Frontier[] ends) {
        int node = -1;
        int option = -1;
        double makespan = Double.POSITIVE_INFINITY;
        double loaded = Double.POSITIVE_INFINITY;
        for (Frontier frontier : ends) {
            for (int i = 0; i < frontier.size(); i++) {
                double end = frontier.states()[i * clock.width()];
                double load = frontier.states()[i * clock.width() + 1];
                if (end < makespan || (end == makespan && load < loaded)) {
                    makespan = end;
                    loaded = load;
                    node = frontier.parent(i);
                    option = frontier.option(i);
                }
            }
        }
        if (node < 0) {
            return null;
        }
        int[] options = new int[table.blocks()];
        for (int block = table.blocks() - 1; block >= 0; block--) {
            options[block] = option;
            option = nodeOptions[node];
            node = nodeParents[node];
        }
        return options;
    }
}
