package io.instgenie.cache;

import java.util.List;

/** Keeps what was used last. The baseline: one pass over many cold templates empties the tier of the popular ones. Stateless. */
public final class LruCacheManager implements CacheManager {
    @Override
    public CacheItem victim(List<CacheItem> candidates) {
        return candidates.get(0);
    }
}
