package io.instgenie.metrics;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Collects counts up to a million; what is larger counts as a million. Thread-safe, recording takes no lock. */
final class CountRecorder {
    private static final long LARGEST = 1_000_000;
    private static final int DIGITS = 3;

    private final Histogram histogram = new ConcurrentHistogram(1, LARGEST, DIGITS);

    void record(long count) {
        histogram.recordValue(Math.min(LARGEST, Math.max(0, count)));
    }

    CountSummary summary() {
        return CountSummary.of(histogram.copy());
    }
}
