package io.instgenie.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Caffeine's W-TinyLFU over keys and sizes: a newcomer gets a place only if it is asked for more often than what it would displace, and the
 * memory of how often fades. Moves no values. Not thread-safe.
 */
public final class TinyLfu<K> {
    /** Caffeine weighs in ints; a KiB as unit takes values up to 2 TiB. */
    private static final long WEIGHT_UNIT = 1024;
    /**
     * Caffeine counts the uses of the last ten for each value it has room for, up to 15 of one key. A tier holds few values, all large: ten
     * times few is too short a memory to tell a popular one from a lucky one. Much longer, and all popular ones have 15. Measured by replay.
     */
    private static final int REMEMBERED_VALUES = 32;

    private final long maxBytes;
    private final List<K> leaving = new ArrayList<>();
    private final Cache<K, Long> sizes;

    /** @param maxBytes 0 or more */
    public TinyLfu(long maxBytes) {
        this.maxBytes = Ledger.requireBound(maxBytes);
        sizes = Caffeine.newBuilder()
                .initialCapacity(REMEMBERED_VALUES)
                .maximumWeight(maxBytes / WEIGHT_UNIT)
                .weigher((K key, Long bytes) -> weight(bytes))
                .evictionListener((key, bytes, cause) -> {
                    if (key != null) {
                        leaving.add(key);
                    }
                })
                .executor(Runnable::run)
                .build();
    }

    /** Rounded up; but what fits by itself is not to be refused for the rounding. */
    private int weight(long bytes) {
        long units = (Math.max(1, bytes) + WEIGHT_UNIT - 1) / WEIGHT_UNIT;
        boolean fits = bytes <= maxBytes && maxBytes >= WEIGHT_UNIT;
        return (int) Math.min(Integer.MAX_VALUE, fits ? Math.min(units, maxBytes / WEIGHT_UNIT) : units);
    }

    /**
     * Notes that a value came in or was used.
     *
     * @param bytes its size when it is whole
     * @return what leaves so that the rest keeps the bound, perhaps {@code key} itself; the policy has forgotten it
     */
    public List<K> use(K key, long bytes) {
        if (sizes.getIfPresent(key) == null) {
            sizes.put(key, bytes);
        }
        sizes.cleanUp();
        List<K> left = List.copyOf(leaving);
        leaving.clear();
        return left;
    }

    /** Notes that a value has left. Does nothing for an unknown key. */
    public void forget(K key) {
        sizes.invalidate(key);
    }

    /** Of what it keeps and {@code mayGo} allows, the value that is missed least. The policy keeps it until {@link #forget}. */
    public Optional<K> coldest(Predicate<K> mayGo) {
        return sizes.policy().eviction().orElseThrow().coldest(Integer.MAX_VALUE).keySet().stream()
                .filter(mayGo)
                .findFirst();
    }
}
