package io.instgenie.benchmarks;

import io.instgenie.examples.load.LoadRun;
import io.instgenie.examples.load.LoadVariant;

/**
 * What a variant did at a rate.
 *
 * @param load the rate offered, as a multiple of the highest that dense edits in static batches sustain
 * @param perSecond the same, in edits per second
 */
record LoadPoint(LoadVariant variant, double load, double perSecond, LoadRun run) {
    private static final double P95 = 0.95;

    double p95() {
        return run.percentile(P95);
    }

    double median() {
        return run.percentile(0.5);
    }
}
