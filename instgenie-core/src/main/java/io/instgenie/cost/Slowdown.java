package io.instgenie.cost;

import io.instgenie.cost.ProportionalFit.Sample;
import java.util.List;

/**
 * What makes steps take longer than their work does.
 *
 * @param contention how much longer, as a share, a step takes that has something beside it, though each thread has a processor
 * @param newRowsSeconds how much longer a step takes on a number of rows that is {@linkplain RecentRows new}
 */
record Slowdown(double contention, double newRowsSeconds) {
    private static final Slowdown NONE = new Slowdown(0, 0);

    /** Either part rests on what the other and the work are found to take: after so many rounds, none changes any more. */
    private static final int ROUNDS = 60;

    /**
     * A step as it was taken.
     *
     * @param seconds with a processor for each thread
     * @param beside the share of its time during which something else ran
     * @param newRows whether it was on a number of rows that was new
     */
    record Step(BlockWork work, double seconds, double beside, boolean newRows) {}

    /** What slowed these down; no part is negative. */
    static Slowdown of(List<Step> steps) {
        Slowdown slowdown = NONE;
        for (int round = 0; round < ROUNDS && !steps.isEmpty(); round++) {
            Slowdown known = slowdown;
            LinearFit fit = ProportionalFit.moments(steps.stream()
                            .map(step -> new Sample(step.work(), known.without(step)))
                            .toList())
                    .fit();
            slowdown = new Slowdown(known.contention(steps, fit), known.newRowsSeconds(steps, fit));
        }
        return slowdown;
    }

    /** What a step had taken for its work alone. */
    double without(Step step) {
        return step.seconds() / (1 + contention * step.beside()) - forRows(step);
    }

    private double forRows(Step step) {
        return step.newRows() ? newRowsSeconds : 0;
    }

    private double contention(List<Step> steps, LinearFit fit) {
        double longer = 0;
        double expected = 0;
        for (Step step : steps) {
            double alone = fit.at(step.work()) + forRows(step);
            longer += step.beside() * (step.seconds() - alone);
            expected += step.beside() * step.beside() * alone;
        }
        return expected > 0 ? Math.max(0, longer / expected) : 0;
    }

    /** Weighed as the fit weighs: where all rows are new, what they take is in the fit. */
    private double newRowsSeconds(List<Step> steps, LinearFit fit) {
        double longer = 0;
        double weights = 0;
        for (Step step : steps) {
            double alone = fit.at(step.work());
            if (step.newRows() && alone > 0) {
                longer += (step.seconds() / (1 + contention * step.beside()) - alone) / alone;
                weights += 1 / alone;
            }
        }
        return weights > 0 ? Math.max(0, longer / weights) : 0;
    }
}
