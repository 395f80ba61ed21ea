package io.instgenie.plan;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the options with the least makespan by dynamic programming: block by block and for each residency state it keeps the
 * states of the {@link PipelineClock} that no other state equals or beats in every number. A worse state can never overtake a
 * better one, so nothing is lost. {@link LatestTimes} make more states equal, {@link LongLeads} let more of them be beaten.
 *
 * <p>With few staging slots that alone keeps the states few, and one pass is all. It is given up where more than
 * {@value #PLAIN_CAPACITY} states are left, and left out where slots are no limit, or where several groups choose. Then
 * {@link SearchBounds} drop what cannot beat a makespan already found: a first, narrow pass finds a good one, and where it had to drop
 * more, a second pass finds all that is better. That keeps at most {@value #CAPACITY} states per block and residency where one group
 * chooses, and {@value #JOINT_CAPACITY} where several do, whose residency states are many: so planning time is bounded. The result
 * is exact unless a block needed more, which takes many unlike blocks and slots; then the states with the least bounds stay. One
 * search serves one thread.
 */
final class ParetoSearch {
    private static final int PLAIN_CAPACITY = 64;
    private static final int CAPACITY = 256;
    private static final int JOINT_CAPACITY = 16;
    private static final int NARROW = 2;
    /** Sums in another order may differ in the last bits: what cannot win by more than this share is a tie. */
    private static final double TIE = 1e-12;

    private final OptionTable table;
    private final PipelineClock clock;
    private final LatestTimes latest;
    private final LongLeads leads;
    private final double[] after;
    private int[] nodeParents = new int[1024];
    private int[] nodeOptions = new int[1024];
    private int nodes;
    private boolean overflowed;

    ParetoSearch(PlanRequest request, OptionTable table) {
        this.table = table;
        clock = new PipelineClock(request);
        latest = new LatestTimes(table, request.stagingSlots());
        leads = new LongLeads(table, request.stagingSlots(), latest, clock.width());
        after = new double[clock.width()];
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
        boolean alone = table.states() == 2;
        if (alone && clock.isLimited()) {
            Found plain = pass(known, PLAIN_CAPACITY, null);
            if (isExact()) {
                return plain;
            }
        }
        SearchBounds bounds = new SearchBounds(table);
        Found narrow = pass(known, NARROW, bounds);
        if (isExact()) {
            return narrow;
        }
        Found wide = pass(narrow == null ? known : narrow.makespan(), alone ? CAPACITY : JOINT_CAPACITY, bounds);
        return wide == null ? narrow : wide;
    }

    /** Whether nothing is better than what was found last. */
    boolean isExact() {
        return !overflowed;
    }

    /** One walk over the blocks. Without bounds it ends where it would have to drop a state for want of room. */
    private @Nullable Found pass(double known, int capacity, @Nullable SearchBounds bounds) {
        double limit = known * (1 - TIE);
        Frontier[] here = frontiers(capacity);
        Frontier[] there = frontiers(capacity);
        nodes = 0;
        overflowed = false;
        here[0].offer(new double[clock.width()], 0, -1, -1);
        for (int block = 0; block < table.blocks() && (bounds != null || !overflowed); block++) {
            for (Frontier frontier : there) {
                frontier.clear();
            }
            for (int residency = 0; residency < table.states(); residency++) {
                expand(block, residency, here[residency], there, limit, bounds);
            }
            for (Frontier frontier : there) {
                overflowed |= frontier.overflowed();
            }
            Frontier[] swap = here;
            here = there;
            there = swap;
        }
        return bounds == null && overflowed ? null : first(here);
    }

    private Frontier[] frontiers(int capacity) {
        Frontier[] frontiers = new Frontier[table.states()];
        Arrays.setAll(frontiers, residency -> new Frontier(clock.width(), capacity));
        return frontiers;
    }

    /** Those modes first that tend to beat others: what comes in vain costs less than what must go again. */
    private void expand(
            int block,
            int residency,
            Frontier frontier,
            Frontier[] there,
            double limit,
            @Nullable SearchBounds bounds) {
        int firstNode = nodes;
        for (int i = 0; i < frontier.size(); i++) {
            addNode(frontier.parent(i), frontier.option(i));
        }
        for (int o = table.end(block, residency) - 1; o >= table.first(block, residency); o--) {
            int next = table.next(o);
            double load = table.load(o);
            double compute = table.compute(o);
            boolean holdsSlot = table.holdsSlot(o);
            for (int i = 0; i < frontier.size(); i++) {
                clock.advance(frontier.states(), frontier.at(i), load, holdsSlot, compute, after, 0);
                latest.apply(after, block + 1);
                if (isNeedless(block + 1, there[next])) {
                    continue;
                }
                double bound = bounds == null ? after[0] : bounds.makespan(after, block + 1, next, limit);
                if (bound < limit) {
                    there[next].offer(after, bound, firstNode + i, o);
                }
            }
        }
    }

    /** Whether a state is kept that is as good as this one could at most be. */
    private boolean isNeedless(int block, Frontier frontier) {
        return leads.isLong(after, block) && frontier.covers(leads.atLeastAsGoodAs(after, block));
    }

    private void addNode(int parent, int option) {
        if (nodes == nodeParents.length) {
            nodeParents = Arrays.copyOf(nodeParents, 2 * nodes);
            nodeOptions = Arrays.copyOf(nodeOptions, 2 * nodes);
        }
        nodeParents[nodes] = parent;
        nodeOptions[nodes] = option;
        nodes++;
    }

    /** The options on the way to the state whose compute ends first; of equal ones, that whose loads end first. */
    private @Nullable Found first(Frontier[] ends) {
        int node = -1;
        int option = -1;
        double makespan = Double.POSITIVE_INFINITY;
        double loadEnd = Double.POSITIVE_INFINITY;
        for (Frontier frontier : ends) {
            for (int i = 0; i < frontier.size(); i++) {
                double compute = frontier.states()[frontier.at(i)];
                double load = frontier.states()[frontier.at(i) + 1];
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
