package io.instgenie.cache;

import java.time.Instant;

/**
 * What a {@link CacheManager} knows of one entry of its tier: the activations of one template under one schedule. Immutable.
 *
 * @param id names the entry within its tier, and says nothing else; it stays the same for as long as template, schedule and model do
 * @param bytes its size when all of its steps are kept; of an entry larger than the tier, the bound of the tier
 * @param computeSeconds how long it takes to compute all of its steps again, by what the engine has measured so far. On disk it is
 *     estimated from {@code bytes}, since other processes write files too
 * @param lastUse when it was last used; on disk, by any process
 * @param uses how often the tier has seen it used since it came in, 1 or more
 */
public record CacheItem(String id, long bytes, double computeSeconds, Instant lastUse, long uses) {}
