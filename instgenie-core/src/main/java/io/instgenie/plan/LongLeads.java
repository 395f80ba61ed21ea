package io.instgenie.plan;

import java.util.Arrays;

/**
 * Tells what it is worth at most that the next load can start long before the end of compute. How long before is the <em>lead</em>.
 *
 * <p>A load is short if every block has one as short for whatever residency it finds and leaves. So each longer load can be exchanged
 * for a short one, at the price of some compute. With the useful lead no block waits for the next loads, as many as there are
 * slots, if all are short, nor does the load after them wait for the loader. A longer lead serves only ways that soon load something long. Such a
 * way does with less of it by exchanging its next long loads, as many as make up for the difference, never more than there are
 * slots: what comes before the last exchange is in time by the useful lead, and what comes after it is no later than
 * before, but for the price. So a state with a long lead is no better than one with the useful lead whose times are all earlier by
 * the price of those exchanges. Without this, ways that compute ever more blocks for ever longer loads later stay to the end.
 *
 * <p>Not thread-safe.
 */
final class LongLeads {
    private final int slots;
    private final LatestTimes latest;
    /** The longest load that is short. */
    private final double shortLoad;
    /** The lead that short loads can use, by block; infinite where no load is long. */
    private final double[] useful;
    /** The most compute that an exchange adds, from a block on. */
    private final double[] price;
    /** The least load that an exchange spares, from a block on. */
    private final double[] saving;

    /** What {@link #atLeastAsGoodAs} returns. */
    private final double[] other;

    LongLeads(OptionTable table, int slots, LatestTimes latest, int width) {
        this.slots = slots;
        this.latest = latest;
        int blocks = table.blocks();
        shortLoad = shortLoad(table);
        useful = new double[blocks + 1];
        price = new double[blocks + 1];
        saving = new double[blocks + 1];
        other = new double[width];
        useful[blocks] = Double.POSITIVE_INFINITY;
        saving[blocks] = Double.POSITIVE_INFINITY;
        double excess = Double.NEGATIVE_INFINITY;
        for (int block = blocks - 1; block >= 0; block--) {
            price[block] = price[block + 1];
            saving[block] = saving[block + 1];
            if (!table.isLikeNext(block)) {
                excess = Math.max(excess, excess(table, block));
                priceExchanges(table, block);
            }
            if (saving[block] == Double.POSITIVE_INFINITY) {
                useful[block] = Double.POSITIVE_INFINITY;
            } else {
                int others = Math.min(slots, blocks - block) - 1;
                useful[block] = Math.max(shortLoad, excess + others * shortLoad);
            }
        }
    }

    private static double shortLoad(OptionTable table) {
        double longest = 0;
        for (int block = 0; block < table.blocks(); block++) {
            if (table.isLikeNext(block)) {
                continue;
            }
            double[] least = new double[table.states()];
            for (int residency = 0; residency < table.states(); residency++) {
                Arrays.fill(least, Double.POSITIVE_INFINITY);
                for (int o = table.first(block, residency); o < table.end(block, residency); o++) {
                    least[table.next(o)] = Math.min(least[table.next(o)], table.load(o));
                }
                for (double load : least) {
                    longest = load < Double.POSITIVE_INFINITY ? Math.max(longest, load) : longest;
                }
            }
        }
        return longest;
    }

    /** How much longer a short load can be than the compute of its block. */
    private double excess(OptionTable table, int block) {
        double excess = Double.NEGATIVE_INFINITY;
        for (int o = table.first(block, 0); o < table.end(block, table.states() - 1); o++) {
            if (table.holdsSlot(o) && table.load(o) <= shortLoad) {
                excess = Math.max(excess, table.load(o) - table.compute(o));
            }
        }
        return excess;
    }

    private void priceExchanges(OptionTable table, int block) {
        for (int residency = 0; residency < table.states(); residency++) {
            for (int o = table.first(block, residency); o < table.end(block, residency); o++) {
                if (table.load(o) > shortLoad) {
                    int exchange = exchange(table, block, residency, table.next(o));
                    price[block] = Math.max(price[block], table.compute(exchange) - table.compute(o));
                    saving[block] = Math.min(saving[block], table.load(o) - table.load(exchange));
                }
            }
        }
    }

    /** The option with a short load that leads to the same residency and computes least. */
    private int exchange(OptionTable table, int block, int residency, int next) {
        int best = -1;
        for (int o = table.first(block, residency); o < table.end(block, residency); o++) {
            if (table.next(o) == next
                    && table.load(o) <= shortLoad
                    && (best < 0 || table.compute(o) < table.compute(best))) {
                best = o;
            }
        }
        return best;
    }

    /** Whether a state before {@code block} has a longer lead than short loads can use. */
    boolean isLong(double[] state, int block) {
        return state[0] - state[1] > useful[block];
    }

    /**
     * A state that is at least as good as this one, whose lead is long: so what is as good in every number can stand in for it. Valid until
     * the next call.
     */
    double[] atLeastAsGoodAs(double[] state, int block) {
        double exchanges = Math.ceil((state[0] - state[1] - useful[block]) / saving[block]);
        double earlier = Math.min(exchanges, slots) * price[block];
        other[0] = state[0] - earlier;
        other[1] = other[0] - useful[block];
        for (int i = 2; i < other.length; i++) {
            other[i] = state[i] - earlier;
        }
        latest.apply(other, block);
        return other;
    }
}
