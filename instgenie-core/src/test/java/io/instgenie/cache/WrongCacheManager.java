package io.instgenie.cache;

import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Throws, chooses nothing, what is unknown or what it remembers, and now and then what it may. */
final class WrongCacheManager implements CacheManager {
    private final Random random;
    private CacheItem remembered = new CacheItem("unknown", 1, 1, Instant.EPOCH, 1);

    WrongCacheManager(Random random) {
        this.random = random;
    }

    @Override
    @SuppressWarnings("NullAway") // wrong on purpose
    public CacheItem victim(List<CacheItem> candidates) {
        return switch (random.nextInt(5)) {
            case 0 -> throw new IllegalStateException("no choice, as a test");
            case 1 -> throw new AssertionError("no choice, as a test");
            case 2 -> null;
            case 3 -> remembered;
            default -> candidates.get(random.nextInt(candidates.size()));
        };
    }

    @Override
    public void used(CacheItem item) {
        if (random.nextInt(4) == 0) {
            throw new IllegalStateException("no memory, as a test");
        }
        remembered = item;
    }

    @Override
    public void left(CacheItem item) {
        if (random.nextInt(4) == 0) {
            throw new IllegalStateException("no memory, as a test");
        }
    }
}
