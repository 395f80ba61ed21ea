package io.instgenie.cost;

import java.util.Collection;
import java.util.List;

/**
 * Least-squares fits in which an error counts in proportion to the time that is foretold: in sum, samples take as long by the fit as
 * they took. Were it the time that was measured, the slow ones of like samples would count less than the quick ones, and the fit be too quick.
 */
final class ProportionalFit {
    /** Weights rest on what a fit foretells, which rests on weights: after so many rounds, neither changes any more. */
    private static final int ROUNDS = 12;

    /** The same of contention and what samples had taken without. */
    private static final int CONTENTION_ROUNDS = 40;

    /** Nothing counts as if it took less than this share of what samples take on average. */
    private static final double LEAST_SHARE = 1e-3;

    private ProportionalFit() {}

    /**
     * Something measured.
     *
     * @param beside the share of its time during which something else was done beside it
     */
    record Sample(BlockWork work, double seconds, double beside) {
        /** What it had taken alone. */
        double alone(double contention) {
            return seconds / (1 + contention * beside);
        }
    }

    /**
     * Sums of what samples had taken with nothing beside them, as heavy as if all counted alike.
     *
     * @param contention how much longer, as a share, anything takes that has something beside it all the time
     */
    static Moments moments(List<Sample> samples, double contention) {
        double mean = samples.stream()
                .mapToDouble(sample -> sample.alone(contention))
                .average()
                .orElseThrow();
        LinearFit fit = new LinearFit(mean, 0, 0, 0, 0);
        Moments moments = Moments.NONE;
        for (int round = 0; round < ROUNDS; round++) {
            moments = weighted(samples, contention, fit, LEAST_SHARE * mean);
            fit = moments.fit();
        }
        return moments;
    }

    private static Moments weighted(List<Sample> samples, double contention, LinearFit weights, double least) {
        Moments sum = Moments.NONE;
        for (Sample sample : samples) {
            BlockWork work = sample.work();
            sum = sum.plus(Moments.of(work.rows(), work.rowsTimesKeys(), work.keys(), sample.alone(contention))
                    .times(1 / Math.max(Double.MIN_NORMAL, Math.max(least, weights.at(work)))));
        }
        return sum.times(samples.size() / sum.weight());
    }

    /** How much longer samples of all kinds take, as a share, with something beside them; 0 if that is not seen. */
    static double contention(Collection<List<Sample>> kinds) {
        double contention = 0;
        for (int round = 0; round < CONTENTION_ROUNDS; round++) {
            double longer = 0;
            double expected = 0;
            for (List<Sample> samples : kinds) {
                LinearFit fit = moments(samples, contention).fit();
                for (Sample sample : samples) {
                    double alone = fit.at(sample.work());
                    longer += sample.beside() * (sample.seconds() - alone);
                    expected += sample.beside() * sample.beside() * alone;
                }
            }
            contention = expected > 0 ? Math.max(0, longer / expected) : 0;
        }
        return contention;
    }
}
