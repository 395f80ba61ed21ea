package io.instgenie.cache;

/**
 * What a {@link HostTier} has done since it was made, and what it holds now.
 *
 * @param hits lookups that found a value
 * @param misses lookups that found none
 * @param waits lookups that waited for another caller to make the value; each ends as a hit or miss too
 * @param evictions values that left to make room
 * @param refusals how often a value asked for bytes and did not get them
 * @param bytes what its values take
 */
public record CacheStatistics(long hits, long misses, long waits, long evictions, long refusals, CacheBytes bytes) {
    /** Hits over lookups, 0 before the first. */
    public double hitRatio() {
        return hits + misses == 0 ? 0 : (double) hits / (hits + misses);
    }
}
