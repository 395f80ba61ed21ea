package io.instgenie.metrics;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Collects times up to an hour; what is longer counts as an hour. Thread-safe, recording takes no lock. */
final class LatencyRecorder {
    private static final long LONGEST = TimeUnit.HOURS.toNanos(1);
    private static final int DIGITS = 3;

    private final Histogram histogram = new ConcurrentHistogram(1, LONGEST, DIGITS);

    void record(long nanos) {
        histogram.recordValue(Math.min(LONGEST, Math.max(0, nanos)));
    }

    LatencySummary summary() {
        return LatencySummary.of(histogram.copy());
    }
}
