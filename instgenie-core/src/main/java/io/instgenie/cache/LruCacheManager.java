package io.instgenie.cache;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Keeps what was used last. The baseline: one pass over many cold templates empties it of the popular ones. */
public final class LruCacheManager<K> implements CacheManager<K> {
    private final long maxBytes;
    private final Map<K, Long> sizes = new LinkedHashMap<>(16, 0.75f, true); // least recently used first
    private long bytes;

    /** @param maxBytes 0 or more */
    public LruCacheManager(long maxBytes) {
        this.maxBytes = Ledger.requireBound(maxBytes);
    }

    @Override
    public long maxBytes() {
        return maxBytes;
    }

    @Override
    public List<K> use(K key, long size) {
        forget(key);
        if (size > maxBytes) {
            return List.of(key);
        }
        sizes.put(key, size);
        bytes += size;
        List<K> leaving = new ArrayList<>();
        Iterator<Map.Entry<K, Long>> eldestFirst = sizes.entrySet().iterator();
        while (bytes > maxBytes) {
            Map.Entry<K, Long> eldest = eldestFirst.next();
            leaving.add(eldest.getKey());
            bytes -= eldest.getValue();
            eldestFirst.remove();
        }
        return leaving;
    }

    @Override
    public void forget(K key) {
        Long size = sizes.remove(key);
        bytes -= size == null ? 0 : size;
    }

    @Override
    public Optional<K> coldest(Predicate<K> mayGo) {
        return sizes.keySet().stream().filter(mayGo).findFirst();
    }
}
