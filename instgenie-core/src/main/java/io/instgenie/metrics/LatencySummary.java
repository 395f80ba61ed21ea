package io.instgenie.metrics;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/** A distribution of times, exact to three digits. Immutable. */
public record LatencySummary(long count, Duration mean, Duration p50, Duration p95, Duration p99, Duration max) {
    /** The distribution in a histogram of nanoseconds. */
    public static LatencySummary of(Histogram nanos) {
        return new LatencySummary(
                nanos.getTotalCount(),
                Duration.ofNanos(Math.round(nanos.getTotalCount() == 0 ? 0 : nanos.getMean())),
                Duration.ofNanos(nanos.getValueAtPercentile(50)),
                Duration.ofNanos(nanos.getValueAtPercentile(95)),
                Duration.ofNanos(nanos.getValueAtPercentile(99)),
                Duration.ofNanos(nanos.getMaxValue()));
    }
}
