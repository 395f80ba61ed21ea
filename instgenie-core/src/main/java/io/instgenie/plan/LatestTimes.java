package io.instgenie.plan;

/**
 * Moves the numbers of a pipeline's state as late as they can be without changing when anything later ends, so that states which
 * differ in nothing that matters become equal.
 */
final class LatestTimes {
    /** The shortest load of any option from a block on, of those that hold a slot. */
    private final double[] shortest;
    /** As many of the longest loads as there are slots for, from a block on. */
    private final double[] longestInSlots;

    LatestTimes(OptionTable table, int slots) {
        int blocks = table.blocks();
        shortest = new double[blocks + 1];
        longestInSlots = new double[blocks + 1];
        shortest[blocks] = Double.POSITIVE_INFINITY;
        double longest = 0;
        for (int block = blocks - 1; block >= 0; block--) {
            shortest[block] = shortest[block + 1];
            if (!table.isLikeNext(block)) {
                for (int o = table.first(block, 0); o < table.end(block, table.states() - 1); o++) {
                    if (table.holdsSlot(o)) {
                        shortest[block] = Math.min(shortest[block], table.load(o));
                        longest = Math.max(longest, table.load(o));
                    }
                }
            }
            longestInSlots[block] = Math.min(slots, blocks - block) * longest;
        }
    }

    /**
     * Moves the times at which the next loads can start (number {@code i} for the {@code i}-th load from here) as late as they
     * can be, in place.
     *
     * <p>If all loads up to the last that can start before the next slot is given back end before the present end of compute, no
     * block waits for them; an earlier start gains nothing. And the {@code i}-th load cannot start before the loads ahead of it,
     * each at least {@code shortest}, are done.
     */
    void apply(double[] state, int block) {
        state[1] = Math.max(state[1], state[0] - longestInSlots[block]);
        double behindOthers = state[1];
        for (int i = 2; i < state.length; i++) {
            behindOthers += shortest[block];
            state[i] = Math.max(state[i], behindOthers);
        }
    }
}
