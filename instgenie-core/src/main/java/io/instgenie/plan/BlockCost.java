package io.instgenie.plan;

/**
 * What the modes of one block cost one group, in seconds, beyond the edit's own rows. A load whose data are not in the cache
 * costs {@link #NOT_STORED}.
 *
 * @param projectSeconds compute of {@link BlockMode#X}: norm, key and value projections of the unmasked rows
 * @param templateSeconds compute of {@link BlockMode#COMPUTE}: the whole block for the template's rows
 * @param kvLoadSeconds load of keys and values; 0 where they are on the device already
 * @param xLoadSeconds load of the unmasked rows' hidden states
 * @param entryLoadSeconds load of the hidden states of all rows of the template, by which COMPUTE starts where they are not
 *     resident
 */
public record BlockCost(
        double projectSeconds,
        double templateSeconds,
        double kvLoadSeconds,
        double xLoadSeconds,
        double entryLoadSeconds) {
    /** The load time of what is not stored: it never ends. */
    public static final double NOT_STORED = Double.POSITIVE_INFINITY;

    /** @throws IllegalArgumentException if a time is negative or not a number, or a compute time is infinite */
    public BlockCost {
        Seconds.requireFinite("projectSeconds", projectSeconds);
        Seconds.requireFinite("templateSeconds", templateSeconds);
        Seconds.requireNotNegative("kvLoadSeconds", kvLoadSeconds);
        Seconds.requireNotNegative("xLoadSeconds", xLoadSeconds);
        Seconds.requireNotNegative("entryLoadSeconds", entryLoadSeconds);
    }

    /** Compute time of a mode beyond the edit's own rows. */
    public double computeSeconds(BlockMode mode) {
        return switch (mode) {
            case KV -> 0;
            case X -> projectSeconds;
            case COMPUTE -> templateSeconds;
        };
    }

    /** Load time of a mode, where the template's rows are {@code resident} or not. */
    public double loadSeconds(BlockMode mode, boolean resident) {
        return switch (mode) {
            case KV -> kvLoadSeconds;
            case X -> resident ? 0 : xLoadSeconds;
            case COMPUTE -> resident ? 0 : entryLoadSeconds;
        };
    }
}
