package io.instgenie.cache;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Guards a tier against its manager: an exception, or a choice that is no candidate, is named to {@code complaints}, and the least recently
 * used candidate leaves instead.
 */
final class CheckedCacheManager implements CacheManager {
    private static final CacheManager FALLBACK = new LruCacheManager();

    private final CacheManager manager;
    private final Consumer<? super String> complaints;

    /** @param complaints hears what was wrong, naming the manager */
    CheckedCacheManager(CacheManager manager, Consumer<? super String> complaints) {
        this.manager = manager;
        this.complaints = complaints;
    }

    @Override
    public CacheItem victim(List<CacheItem> candidates) {
        String wrong;
        try {
            CacheItem chosen = manager.victim(candidates);
            if (isOneOf(candidates, chosen)) {
                return chosen;
            }
            wrong = "chose " + chosen + ", which may not leave";
        } catch (RuntimeException | Error e) { // also of an assertion or a recursion without end: the tier must go on
            wrong = "threw " + e;
        }
        complain(wrong);
        return FALLBACK.victim(candidates);
    }

    private static boolean isOneOf(List<CacheItem> candidates, @Nullable CacheItem chosen) {
        return candidates.stream().anyMatch(candidate -> candidate.equals(chosen));
    }

    @Override
    public void used(CacheItem item) {
        tell(() -> manager.used(item));
    }

    @Override
    public void left(CacheItem item) {
        tell(() -> manager.left(item));
    }

    private void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException | Error e) {
            complain("threw " + e);
        }
    }

    private void complain(String wrong) {
        complaints.accept("cache manager " + manager.getClass().getName() + " " + wrong);
    }
}
