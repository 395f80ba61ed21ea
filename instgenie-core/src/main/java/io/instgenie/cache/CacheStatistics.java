package io.instgenie.cache;

/**
 * What a {@link HostTier} has done since it was made, and what it holds now.
 *
 * @param hits lookups that found a value
 * @param misses lookups that found none
 * @param waits lookups that waited for another caller to make the value; each ends as a hit or miss too
 * @param evictions values that left to make room
 * @param refusals bytes asked for and not to be had
 * @param bytes what the values take now, leased ones that were evicted among them; never above {@code maxBytes}
 * @param peakBytes the most they ever took
 * @param maxBytes the bound
 */
public record CacheStatistics(
        long hits, long misses, long waits, long evictions, long refusals, long bytes, long peakBytes, long maxBytes) {
    /** Hits over lookups, 0 before the first. */
    public double hitRatio() {
        return hits + misses == 0 ? 0 : (double) hits / (hits + misses);
    }
}
