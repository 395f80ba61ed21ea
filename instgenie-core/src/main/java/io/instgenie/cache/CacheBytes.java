package io.instgenie.cache;

/**
 * How much of its bound a tier takes.
 *
 * @param used what its values take now, among them leased ones that were evicted; never above {@code bound}
 * @param peak the most they ever took
 * @param bound the most they may take
 */
public record CacheBytes(long used, long peak, long bound) {}
