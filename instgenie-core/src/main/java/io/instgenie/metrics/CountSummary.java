package io.instgenie.metrics;

import org.HdrHistogram.Histogram;

/** A distribution of small counts, exact to three digits. Immutable. */
public record CountSummary(long count, double mean, long p99, long max) {
    /** The distribution in a histogram. */
    static CountSummary of(Histogram counts) {
        return new CountSummary(
                counts.getTotalCount(),
                counts.getTotalCount() == 0 ? 0 : counts.getMean(),
                counts.getValueAtPercentile(99),
                counts.getMaxValue());
    }
}
