package io.instgenie.examples.load;

import java.util.Arrays;

/**
 * How long edits took that arrived at given times. Immutable.
 *
 * @param arrivals when each was due to arrive, in seconds, ascending
 * @param latencies from there to its picture, in seconds; {@link Double#NaN} for those without one
 */
public record LoadRun(double[] arrivals, double[] latencies) {
    /** Those with a picture, shortest first, in seconds. */
    public double[] sorted() {
        return Arrays.stream(latencies)
                .filter(latency -> !Double.isNaN(latency))
                .sorted()
                .toArray();
    }

    /** The run without its first {@code edits}. */
    public LoadRun later(int edits) {
        return new LoadRun(
                Arrays.copyOfRange(arrivals, edits, arrivals.length),
                Arrays.copyOfRange(latencies, edits, latencies.length));
    }

    /** How many ended without a picture. */
    public long failures() {
        return Arrays.stream(latencies).filter(Double::isNaN).count();
    }

    /** Mean latency in seconds. */
    public double mean() {
        return Arrays.stream(sorted()).average().orElse(Double.NaN);
    }

    /** The latency in seconds that a share of the edits, 0 to 1, did not exceed. */
    public double percentile(double share) {
        double[] sorted = sorted();
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.max(0, Math.ceil(share * sorted.length) - 1)];
    }

    /** Pictures per second, from the first arrival to the last picture. */
    public double throughput() {
        double end = 0;
        for (int i = 0; i < latencies.length; i++) {
            end = Double.isNaN(latencies[i]) ? end : Math.max(end, arrivals[i] + latencies[i]);
        }
        return sorted().length / (end - arrivals[0]);
    }

    /**
     * By how much the latency grows per second of arrivals: the slope of a line through all edits. A server that is offered {@code r} times
     * what it can do comes to {@code r - 1}; one that keeps up stays near 0.
     */
    public double growth() {
        double meanArrival = Arrays.stream(arrivals).average().orElse(0);
        double meanLatency = mean();
        double together = 0;
        double spread = 0;
        for (int i = 0; i < latencies.length; i++) {
            if (!Double.isNaN(latencies[i])) {
                together += (arrivals[i] - meanArrival) * (latencies[i] - meanLatency);
                spread += (arrivals[i] - meanArrival) * (arrivals[i] - meanArrival);
            }
        }
        return spread == 0 ? 0 : together / spread;
    }
}
