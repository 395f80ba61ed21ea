package io.instgenie.cache;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Decides what stays in a tier of the cache, within a bound of bytes. It sees keys and sizes only; the tier that owns it moves the values.
 * Not thread-safe: a tier calls its own manager under its lock, and no two tiers share one.
 */
public interface CacheManager<K> {
    /** The most that what it keeps may take, 0 or more. */
    long maxBytes();

    /**
     * Notes that a value came in or was used.
     *
     * @param bytes its size when it is whole
     * @return what is to leave, so that the rest keeps the bound: others, or {@code key} itself where it is not worth its room. They are
     *     forgotten
     */
    List<K> use(K key, long bytes);

    /** Notes that a value has left, or is no longer to be decided upon. Does nothing for an unknown key. */
    void forget(K key);

    /** Of what it keeps and {@code mayGo} allows, the value that is missed least. The value stays known until {@link #forget}. */
    Optional<K> coldest(Predicate<K> mayGo);
}
