package io.instgenie.plan;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the options with the least makespan by dynamic programming: block by block and for each residency state it keeps the
 * states of the {@link PipelineClock} that no other state equals or beats in every number. A worse state can never overtake a
 * better one, so nothing is lost. {@link SearchBounds} drops what cannot beat a makespan already found: a first, narrow pass finds
 * a good one, and where it had to drop more, a second pass finds all that is better.
 *
 * <p>The second pass keeps at most {@value #CAPACITY} states per block and residency where one group chooses, and
 * {@value #JOINT_CAPACITY} where several do, whose residency states are many: so planning time is bounded. The result is exact
 * unless a block needed more, which takes many unlike blocks and slots; then the states with the least bounds stay. One search
 * serves one thread.
 */
final class ParetoSearch {
    private static final int CAPACITY = 256;
    private static final int JOINT_CAPACITY = 16;
    private static final int NARROW = 2;
    /** Sums in another order may differ in the last bits: what cannot win by more than this share is a tie. */
    private static final double TIE = 1e-12;

    private final OptionTable table;
    private final PipelineClock clock;
    private final SearchBounds bounds;
    private int[] nodeParents = new int[1024];
    private int[] nodeOptions = new int[1024];
    private int nodes;
    private boolean overflowed;

    ParetoSearch(PlanRequest request, OptionTable table) {
        this.table = table;
        clock = new PipelineClock(request);
        bounds = new SearchBounds(table, request.stagingSlots());
    }

    /**
     * What a search found.
     *
     * @param options one per block
     * @param makespan when the last block ends
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Found(int[] options, double makespan) {}

    /** The options with the least makespan, or null if none is less than {@code known}. */
    @Nullable
    Found findBelow(double known) {
        Found narrow = pass(known, NARROW);
        if (isExact()) {
            return narrow;
        }
        Found wide = pass(narrow == null ? known : narrow.makespan(), table.states() == 2 ? CAPACITY : JOINT_CAPACITY);
        return wide == null ? narrow : wide;
    }

    /** Whether nothing is better than what was found last. */
    boolean isExact() {
        return !overflowed;
    }

    private @Nullable Found pass(double known, int capacity) {
        double limit = known * (1 - TIE);
        Frontier[] here = frontiers(capacity);
        Frontier[] there = frontiers(capacity);
        nodes = 0;
        overflowed = false;
        here[0].offer(new double[clock.width()], 0, -1, -1);
        for (int block = 0; block < table.blocks(); block++) {
            for (Frontier frontier : there) {
                frontier.clear();
            }
            for (int residency = 0; residency < table.states(); residency++) {
                expand(block, residency, here[residency], there, limit);
            }
            for (Frontier frontier : there) {
                overflowed |= frontier.overflowed();
            }
            Frontier[] swap = here;
            here = there;
            there = swap;
        }
        return first(here);
    }

    private Frontier[] frontiers(int capacity) {
        Frontier[] frontiers = new Frontier[table.states()];
        Arrays.setAll(frontiers, residency -> new Frontier(clock.width(), capacity));
        return frontiers;
    }

    private void expand(int block, int residency, Frontier frontier, Frontier[] there, double limit) {
        double[] after = new double[clock.width()];
        for (int i = 0; i < frontier.size(); i++) {
            int node = addNode(frontier.parent(i), frontier.option(i));
            int at = i * clock.width();
            for (int o = table.first(block, residency); o < table.end(block, residency); o++) {
                clock.advance(frontier.states(), at, table.load(o), table.holdsSlot(o), table.compute(o), after, 0);
                bounds.tighten(after, block + 1);
                double bound = bounds.makespan(after, block + 1, table.next(o), limit);
                if (bound < limit) {
                    there[table.next(o)].offer(after, bound, node, o);
                }
            }
        }
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

    /** The options on the way to the state whose compute ends first; of equal ones, that whose loads end first. */
    private @Nullable Found first(Frontier[] ends) {
        int node = -1;
        int option = -1;
        double makespan = Double.POSITIVE_INFINITY;
        double loadEnd = Double.POSITIVE_INFINITY;
        for (Frontier frontier : ends) {
            for (int i = 0; i < frontier.size(); i++) {
                double compute = frontier.states()[i * clock.width()];
                double load = frontier.states()[i * clock.width() + 1];
                if (compute < makespan || (compute == makespan && load < loadEnd)) {
                    makespan = compute;
                    loadEnd = load;
                    node = frontier.parent(i);
                    option = frontier.option(i);
                }
            }
        }
        return node < 0 ? null : new Found(pathTo(node, option), makespan);
    }

    private int[] pathTo(int lastNode, int lastOption) {
        int[] options = new int[table.blocks()];
        int node = lastNode;
        int option = lastOption;
        for (int block = table.blocks() - 1; block >= 0; block--) {
            options[block] = option;
            option = nodeOptions[node];
            node = nodeParents[node];
        }
        return options;
    }
}
