package io.instgenie.plan;

/**
 * What can be known of the blocks to come without walking them; what makes {@link ParetoSearch} fast.
 *
 * <p>{@link #makespan}: neither compute nor loads can end after the makespan. So for any weight w in [0, 1] the makespan is at
 * least w x (compute end + compute to come) + (1 - w) x (next load start + loads to come). For each weight a backward pass
 * finds the least weighted sum to come over all modes.
 *
 * <p>{@link #tighten} moves the numbers of a state as late as they can be without changing when anything later ends, so that
 * states which differ in nothing that matters become equal.
 */
final class SearchBounds {
    private static final double[] WEIGHTS = {0, 0.2, 0.35, 0.5, 0.65, 0.8, 1};

    private final OptionTable table;
    private final int slots;
    /** Least weighted sums from a block on, [(block * residency states + residency) * weights + weight]. */
    private final double[] toCome;
    /** Shortest and longest load of any option from a block on, of those that hold a slot. */
    private final double[] shortest;

    private final double[] longest;

    SearchBounds(OptionTable table, int slots) {
        this.table = table;
        this.slots = slots;
        toCome = new double[(table.blocks() + 1) * table.states() * WEIGHTS.length];
        shortest = new double[table.blocks() + 1];
        longest = new double[table.blocks() + 1];
        shortest[table.blocks()] = Double.POSITIVE_INFINITY;
        for (int block = table.blocks() - 1; block >= 0; block--) {
            shortest[block] = shortest[block + 1];
            longest[block] = longest[block + 1];
            for (int residency = 0; residency < table.states(); residency++) {
                addOptions(block, residency);
            }
        }
    }

    private void addOptions(int block, int residency) {
        for (int w = 0; w < WEIGHTS.length; w++) {
            toCome[index(block, residency) + w] = Double.POSITIVE_INFINITY;
        }
        for (int o = table.first(block, residency); o < table.end(block, residency); o++) {
            if (table.holdsSlot(o)) {
                shortest[block] = Math.min(shortest[block], table.load(o));
                longest[block] = Math.max(longest[block], table.load(o));
            }
            int at = index(block, residency);
            int after = index(block + 1, table.next(o));
            for (int w = 0; w < WEIGHTS.length; w++) {
                double sum = WEIGHTS[w] * table.compute(o) + (1 - WEIGHTS[w]) * table.load(o) + toCome[after + w];
                toCome[at + w] = Math.min(toCome[at + w], sum);
            }
        }
    }

    private int index(int block, int residency) {
        return (block * table.states() + residency) * WEIGHTS.length;
    }

    /** No way from this state before {@code block} to the end has a lesser makespan; infinite if there is no way. */
    double makespan(double[] state, int block, int residency) {
        int at = index(block, residency);
        double bound = 0;
        for (int w = 0; w < WEIGHTS.length; w++) {
            bound = Math.max(bound, WEIGHTS[w] * state[0] + (1 - WEIGHTS[w]) * state[1] + toCome[at + w]);
        }
        return bound;
    }

    /**
     * Moves the times at which the next loads can start (number {@code i} for the {@code i}-th load from here) as late as they
     * can be, in place.
     *
     * <p>The {@code i}-th load cannot start before the loads ahead of it, each at least {@code shortest}, are done. And if load
     * {@code i} and all that follow it, up to the last that can start before the next slot is given back, end before the present
     * end of compute, no block waits for them; an earlier start gains nothing.
     */
    void tighten(double[] state, int block) {
        double computeEnd = state[0];
        int ahead = Math.min(slots, table.blocks() - block);
        state[1] = Math.max(state[1], computeEnd - ahead * longest[block]);
        for (int i = 2; i < state.length; i++) {
            double behindOthers = state[1] + (i - 1) * shortest[block];
            double inTime = computeEnd - (ahead - i + 1) * longest[block];
            state[i] = Math.max(state[i], Math.min(computeEnd, Math.max(behindOthers, inTime)));
        }
    }
}
