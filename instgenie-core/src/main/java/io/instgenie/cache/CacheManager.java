package io.instgenie.cache;

import java.util.List;

/**
 * Chooses what leaves a tier of the cache when its room is needed. The tier keeps the bound of bytes and moves the values. An engine gets
 * a manager of one's own for each tier from {@code EditEngineBuilder.hostCacheManager} and {@code diskCacheManager}:
 *
 * <pre>{@code
 * // Keeps what takes longest to compute for the room it takes.
 * CacheManager cheapestLeaves = candidates -> candidates.stream()
 *         .min(Comparator.comparingDouble(item -> item.computeSeconds() / item.bytes()))
 *         .orElseThrow();
 *
 * EditEngine.builder().hostCacheManager(maxBytes -> cheapestLeaves).build();
 * }</pre>
 *
 * <p>A tier calls its manager under its lock, one call at a time: a manager needs no lock of its own unless several tiers share it. It
 * should return soon, and must not call the engine. Where it throws, or chooses what is not a candidate, a warning is logged and the least
 * recently used candidate leaves instead.
 */
@FunctionalInterface
public interface CacheManager {
    /**
     * Chooses what leaves next. Pinned entries are not among the candidates. The entry that needs the room may be, as the last of them: to
     * choose it is to keep the others.
     *
     * @param candidates one or more, the least recently used first
     * @return one of them
     */
    CacheItem victim(List<CacheItem> candidates);

    /** An entry came in or was used. One that is larger than the tier leaves at once. */
    default void used(CacheItem item) {
        // of use to managers that remember
    }

    /** An entry has left, whoever chose it, or is no longer the manager's to choose since it was pinned. */
    default void left(CacheItem item) {
        // of use to managers that remember
    }
}
