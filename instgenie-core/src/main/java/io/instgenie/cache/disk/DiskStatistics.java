package io.instgenie.cache.disk;

/**
 * What a {@link DiskTier} has done since it was made; what other processes did in its folder is not counted.
 *
 * @param hits lookups that found a file
 * @param misses lookups that found none, or a damaged one
 * @param writes files written
 * @param refusals files that got no room
 * @param evictions files deleted to make room
 * @param damaged files set aside
 */
public record DiskStatistics(long hits, long misses, long writes, long refusals, long evictions, long damaged) {}
