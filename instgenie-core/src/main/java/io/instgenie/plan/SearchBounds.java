package io.instgenie.plan;

/**
 * What can be known of the blocks to come without walking them; what makes {@link ParetoSearch} fast.
 *
 * <p>Neither compute nor loads can end after the makespan, and behind the last load its block and all later ones are
 * still to be computed. So for any weight w in [0, 1] the makespan is at least w x (compute end + compute to come) + (1 - w) x (next load
 * start + loads to come + compute behind the last of them). For each weight a backward pass finds the least weighted sum to come over
 * all modes. The weight that tells most of the whole step is where compute and loads balance; it is found by cutting planes, and
 * what is tried on the way serves the states that are out of balance. Staging slots are not known here: the fewer there are, the less the
 * bounds tell.
 */
final class SearchBounds {
    private static final int WEIGHTS = 7;
    /** A weight that tells more by less than this share is not worth a pass. */
    private static final double GAIN = 1e-9;

    private final OptionTable table;
    private final double[] weights = new double[WEIGHTS];
    private int tried;
    /** Least weighted sums from a block on, [(block * residency states + residency) * WEIGHTS + weight]. */
    private final double[] toCome;
    /** Least compute from a block on if nothing is loaded any more, [block * residency states + residency]. */
    private final double[] unloaded;

    SearchBounds(OptionTable table) {
        this.table = table;
        int places = (table.blocks() + 1) * table.states();
        toCome = new double[places * WEIGHTS];
        unloaded = new double[places];
        for (int block = table.blocks() - 1; block >= 0; block--) {
            for (int residency = 0; residency < table.states(); residency++) {
                unloaded[place(block, residency)] = leastUnloaded(block, residency);
            }
        }
        tryWeights();
    }

    private double leastUnloaded(int block, int residency) {
        double least = Double.POSITIVE_INFINITY;
        for (int o = table.first(block, residency); o < table.end(block, residency); o++) {
            if (table.load(o) == 0) {
                least = Math.min(least, table.compute(o) + unloaded[place(block + 1, table.next(o))]);
            }
        }
        return least;
    }

    /** Compute and loads of the modes whose weighted sum is least: as a function of the weight, a line above the least sums. */
    private record Line(double compute, double load) {
        double at(double weight) {
            return weight * compute + (1 - weight) * load;
        }

        boolean rises() {
            return compute > load;
        }
    }

    /** The next weight is where the lines of its two neighbours meet, until no line is lower there. */
    private void tryWeights() {
        Line left = weigh(0);
        Line right = weigh(1);
        while (tried < WEIGHTS && left.rises() && !right.rises()) {
            double weight = (left.load - right.load) / (left.load - left.compute + right.compute - right.load);
            if (!(weight > 0 && weight < 1)) {
                return;
            }
            Line between = weigh(weight);
            if (between.at(weight) >= left.at(weight) * (1 - GAIN)) {
                return;
            }
            if (between.rises()) {
                left = between;
            } else {
                right = between;
            }
        }
    }

    private Line weigh(double weight) {
        int w = tried++;
        weights[w] = weight;
        double[] compute = new double[unloaded.length];
        double[] load = new double[unloaded.length];
        for (int end = place(table.blocks(), 0); end < unloaded.length; end++) {
            toCome[end * WEIGHTS + w] = Double.POSITIVE_INFINITY; // the last load is behind; see unloaded
        }
        for (int block = table.blocks() - 1; block >= 0; block--) {
            for (int residency = 0; residency < table.states(); residency++) {
                int here = place(block, residency);
                double least = Double.POSITIVE_INFINITY;
                for (int o = table.first(block, residency); o < table.end(block, residency); o++) {
                    int after = place(block + 1, table.next(o));
                    double ownCompute = table.compute(o);
                    double ownLoad = table.load(o);
                    double sum = weight * ownCompute + (1 - weight) * ownLoad + toCome[after * WEIGHTS + w];
                    if (sum < least) {
                        least = sum;
                        compute[here] = ownCompute + compute[after];
                        load[here] = ownLoad + load[after];
                    }
                    double rest = ownCompute + unloaded[after];
                    if (ownLoad > 0 && (1 - weight) * ownLoad + rest < least) {
                        least = (1 - weight) * ownLoad + rest;
                        compute[here] = rest;
                        load[here] = ownLoad + rest;
                    }
                }
                toCome[here * WEIGHTS + w] = least;
            }
        }
        return new Line(compute[0], load[0]);
    }

    private int place(int block, int residency) {
        return block * table.states() + residency;
    }

    /**
     * No way from this state before {@code block} to the end has a lesser makespan. Infinite if there is no way, or none with less than
     * {@code limit}.
     */
    double makespan(double[] state, int block, int residency, double limit) {
        int at = place(block, residency);
        double withoutLoads = state[0] + unloaded[at];
        double ahead = state[0] - state[1];
        double bound = 0;
        for (int w = tried - 1; w >= 0; w--) {
            bound = Math.max(bound, state[1] + weights[w] * ahead + toCome[at * WEIGHTS + w]);
            if (bound >= limit && withoutLoads >= limit) {
                return Double.POSITIVE_INFINITY;
            }
        }
        return Math.min(bound, withoutLoads);
    }
}
