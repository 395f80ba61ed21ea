package io.instgenie.cost;

/**
 * What work asks of a device and of the loader beside it, in seconds. Demands of jobs add up to that of their batch, and a step's
 * demand times the steps left is that of the steps to come.
 *
 * @param computeSeconds compute that no plan avoids
 * @param loadSeconds loads, if all cached keys and values are loaded
 * @param templateSeconds further compute, if instead all of them are computed
 */
public record Demand(double computeSeconds, double loadSeconds, double templateSeconds) {
    /** Asks for nothing. */
    public static final Demand NONE = new Demand(0, 0, 0);

    /** Both demands. */
    public Demand plus(Demand other) {
        return new Demand(
                computeSeconds + other.computeSeconds,
                loadSeconds + other.loadSeconds,
                templateSeconds + other.templateSeconds);
    }

    /** This demand, {@code times} over. */
    public Demand times(double times) {
        return new Demand(times * computeSeconds, times * loadSeconds, times * templateSeconds);
    }

    /** About how long it takes; see {@link #seconds(double, double, double)}. */
    public double seconds() {
        return seconds(computeSeconds, loadSeconds, templateSeconds);
    }

    /**
     * About how long work takes whose loads run beside its compute: the best plan in the limit of many small blocks. Where loads
     * are the shorter, they hide behind compute. Where not, a share f of the blocks is loaded and the rest computed, such that both
     * end together: {@code f load = compute + (1 - f) template}. Twice the work takes twice the time, so sums over steps may be given.
     */
    public static double seconds(double compute, double load, double template) {
        if (load <= compute) {
            return compute;
        }
        return load * ((compute + template) / (load + template));
    }
}
