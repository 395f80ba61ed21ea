package io.instgenie.cost;

import java.util.List;

/**
 * Least-squares fits in which an error counts in proportion to the time that is foretold: in sum, samples take as long by the fit as
 * they took. Were it the time that was measured, the slow ones of like samples would count less than the quick ones, and the fit be too quick.
 */
final class ProportionalFit {
    /** Weights rest on what a fit foretells, which rests on weights: after so many rounds, neither changes any more. */
    private static final int ROUNDS = 12;

    /** Nothing counts as if it took less than this share of what samples take on average. */
    private static final double LEAST_SHARE = 1e-3;

    private ProportionalFit() {}

    /** Something measured. */
    record Sample(BlockWork work, double seconds) {}

    /** Sums of samples, as heavy as if all counted alike. */
    static Moments moments(List<Sample> samples) {
        double mean = samples.stream().mapToDouble(Sample::seconds).average().orElseThrow();
        LinearFit fit = new LinearFit(mean, 0, 0, 0, 0);
        Moments moments = Moments.NONE;
        for (int round = 0; round < ROUNDS; round++) {
            moments = weighted(samples, fit, LEAST_SHARE * mean);
            fit = moments.fit();
        }
        return moments;
    }

    private static Moments weighted(List<Sample> samples, LinearFit weights, double least) {
        Moments sum = Moments.NONE;
        for (Sample sample : samples) {
            BlockWork work = sample.work();
            sum = sum.plus(Moments.of(work.rows(), work.rowsTimesKeys(), work.keys(), sample.seconds())
                    .times(1 / Math.max(Double.MIN_NORMAL, Math.max(least, weights.at(work)))));
        }
        return sum.times(samples.size() / sum.weight());
    }
}
