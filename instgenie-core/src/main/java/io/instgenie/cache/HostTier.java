package io.instgenie.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Values in host memory, bounded by their bytes, the often and recently used staying. A value that is leased outlives its eviction, so
 * that memory can exceed the bound by what is in use. Thread-safe.
 */
public final class HostTier<K, V extends Cached> implements AutoCloseable {
    /** Caffeine weighs in ints; a KiB as unit takes values up to 2 TiB. */
    private static final long WEIGHT_UNIT = 1024;

    private final Cache<K, CountedEntry<V>> entries;

    /** @param maxBytes 0 or more; at 0 nothing is kept beyond its use */
    public HostTier(long maxBytes) {
        entries = Caffeine.newBuilder()
                .maximumWeight(maxBytes / WEIGHT_UNIT)
                .weigher((K key, CountedEntry<V> entry) -> weight(entry.value().bytes()))
                .removalListener((key, entry, cause) -> release(entry, cause))
                .executor(Runnable::run)
                .build();
    }

    private static int weight(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, (bytes + WEIGHT_UNIT - 1) / WEIGHT_UNIT);
    }

    private void release(@Nullable CountedEntry<V> entry, RemovalCause cause) {
        if (entry != null && cause != RemovalCause.COLLECTED) {
            entry.release();
        }
    }

    /** The value under {@code key}, if it is here. */
    public Optional<Lease<V>> find(K key) {
        CountedEntry<V> entry = entries.getIfPresent(key);
        return entry != null && entry.retain() ? Optional.of(new Lease<>(entry)) : Optional.empty();
    }

    /** The value under {@code key}, made by {@code maker} if it is not here; of several callers at once, one makes it. */
    public Lease<V> acquire(K key, Supplier<V> maker) {
        while (true) {
            // Leased while it is made: a value larger than the tier is evicted at once.
            CountedEntry<V>[] made = newSlot();
            CountedEntry<V> entry = entries.get(key, k -> {
                CountedEntry<V> fresh = new CountedEntry<>(maker.get());
                fresh.retain();
                made[0] = fresh;
                return fresh;
            });
            if (made[0] != null) {
                return new Lease<>(made[0]);
            }
            if (entry.retain()) {
                return new Lease<>(entry);
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // filled by acquire() alone
    private CountedEntry<V>[] newSlot() {
        return new CountedEntry[1];
    }

    /** The bytes of all values that are here; leased values that were evicted do not count. */
    public long bytes() {
        return entries.asMap().values().stream()
                .mapToLong(entry -> entry.value().bytes())
                .sum();
    }

    /** Drops the value under {@code key}; leases on it stay good. */
    public void evict(K key) {
        entries.invalidate(key);
    }

    /** Drops everything; leases stay good. */
    @Override
    public void close() {
        entries.invalidateAll();
        entries.cleanUp();
    }
}
