package io.instgenie.cache;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of a tier that may leave it, within a bound of bytes; where they exceed it, a {@link CacheManager} chooses what leaves. It
 * counts every entry whole. Not thread-safe: the tier that owns it guards it by its lock.
 */
public final class CacheContents {
    private static final Logger LOG = LoggerFactory.getLogger(CacheContents.class);

    private final long maxBytes;
    private final CacheManager manager;
    private final Map<String, CacheItem> items = new LinkedHashMap<>(16, 0.75f, true); // least recently used first
    private long bytes;

    /**
     * @param maxBytes 0 or more
     * @param manager may be wrong: what it chooses is checked
     */
    public CacheContents(long maxBytes, CacheManager manager) {
        this(maxBytes, manager, LOG::warn);
    }

    /** @param complaints hears what is wrong with the manager */
    CacheContents(long maxBytes, CacheManager manager, Consumer<? super String> complaints) {
        this.maxBytes = Ledger.requireBound(maxBytes);
        this.manager = new CheckedCacheManager(manager, complaints);
    }

    /** Contents of which the least recently used leave. */
    public static CacheContents leastRecentlyUsed(long maxBytes) {
        return new CacheContents(maxBytes, new LruCacheManager());
    }

    /** The bound. */
    public long maxBytes() {
        return maxBytes;
    }

    /**
     * Notes that an entry came in or was used.
     *
     * @param size its bytes when it is whole
     * @param computeSeconds see {@link CacheItem#computeSeconds}
     * @return the ids of what leaves so that the rest keeps the bound, perhaps {@code id} itself; they are no longer among the contents
     */
    public List<String> use(String id, long size, double computeSeconds, Instant at) {
        CacheItem before = items.get(id);
        CacheItem used = new CacheItem(id, size, computeSeconds, at, before == null ? 1 : before.uses() + 1);
        bytes += size - (before == null ? 0 : before.bytes());
        items.put(id, used);
        manager.used(used);
        if (size > maxBytes) {
            forget(id);
            return List.of(id);
        }
        List<String> leaving = new ArrayList<>();
        while (bytes > maxBytes) {
            CacheItem victim = manager.victim(List.copyOf(items.values()));
            forget(victim.id());
            leaving.add(victim.id());
        }
        return leaving;
    }

    /** Notes that an entry has left, or may not leave from now on. Does nothing for an unknown id. */
    public void forget(String id) {
        CacheItem item = items.remove(id);
        if (item != null) {
            bytes -= item.bytes();
            manager.left(item);
        }
    }

    /** Of the entries that {@code mayGo} allows, the one that leaves next. It stays among the contents until {@link #forget}. */
    public Optional<String> victim(Predicate<String> mayGo) {
        List<CacheItem> candidates =
                items.values().stream().filter(item -> mayGo.test(item.id())).toList();
        return candidates.isEmpty()
                ? Optional.empty()
                : Optional.of(manager.victim(candidates).id());
    }
}
