package io.instgenie.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckedCacheManagerTest {
    private static final CacheItem COLD = new CacheItem("cold", 1, 1, Instant.EPOCH, 1);
    private static final CacheItem HOT = new CacheItem("hot", 1, 1, Instant.MAX, 9);
    private static final CacheItem PINNED = new CacheItem("pinned", 1, 1, Instant.EPOCH, 1);

    private final List<String> complaints = new ArrayList<>();

    private CacheItem victim(CacheManager manager) {
        return new CheckedCacheManager(manager, complaints::add).victim(List.of(COLD, HOT));
    }

    @Test
    void aRightChoiceIsTaken() {
        assertThat(victim(candidates -> HOT)).isEqualTo(HOT);
        assertThat(complaints).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway") // wrong on purpose
    void nonsenseIsReportedAndTheLeastRecentlyUsedLeaves() {
        assertThat(victim(candidates -> PINNED)).isEqualTo(COLD);
        assertThat(victim(candidates -> null)).isEqualTo(COLD);
        assertThat(victim(candidates -> candidates.remove(1))).isEqualTo(COLD);
        assertThat(victim(CheckedCacheManagerTest::withoutEnd)).isEqualTo(COLD);
        assertThat(complaints)
                .hasSize(4)
                .allMatch(complaint ->
                        complaint.startsWith("cache manager " + getClass().getName()));
        assertThat(complaints.get(0)).contains("chose CacheItem[id=pinned").endsWith("which may not leave");
        assertThat(complaints.get(1)).endsWith("chose null, which may not leave");
        assertThat(complaints.get(2)).endsWith("threw java.lang.UnsupportedOperationException");
        assertThat(complaints.get(3)).endsWith("threw java.lang.StackOverflowError");
    }

    @SuppressWarnings("InfiniteRecursion")
    private static CacheItem withoutEnd(List<CacheItem> candidates) {
        return withoutEnd(candidates);
    }

    @Test
    void newsThatItDoesNotTakeIsReported() {
        CacheManager deaf = new CacheManager() {
            @Override
            public CacheItem victim(List<CacheItem> candidates) {
                return candidates.get(0);
            }

            @Override
            public void used(CacheItem item) {
                throw new IllegalStateException("deaf");
            }

            @Override
            public void left(CacheItem item) {
                throw new IllegalStateException("deaf");
            }
        };
        CacheManager checked = new CheckedCacheManager(deaf, complaints::add);
        checked.used(HOT);
        checked.left(HOT);
        assertThat(complaints).hasSize(2).allMatch(complaint -> complaint.endsWith("IllegalStateException: deaf"));
    }
}
