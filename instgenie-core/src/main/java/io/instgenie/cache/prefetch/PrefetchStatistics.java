package io.instgenie.cache.prefetch;

/**
 * What a {@link Prefetcher} has done since it was made.
 *
 * @param loads loads done
 * @param bytes what they brought
 * @param loadSeconds time spent on them
 * @param waitSeconds time that callers waited for them
 * @param late waits given up at their limit
 * @param failed loads that failed
 * @param cancelled loads given up before their end
 */
public record PrefetchStatistics(
        long loads, long bytes, double loadSeconds, double waitSeconds, long late, long failed, long cancelled) {}
