package io.instgenie.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class CacheManagerTest {
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final List<LongFunction<CacheManager<Integer>>> MANAGERS =
            List.of(LruCacheManager::new, TinyLfuCacheManager::new);

    @Test
    void theLeastRecentlyUsedLeavesFirst() {
        CacheManager<Integer> manager = new LruCacheManager<>(3 * KIB);
        for (int key = 0; key < 3; key++) {
            assertThat(manager.use(key, KIB)).isEmpty();
        }
        assertThat(manager.use(0, KIB)).isEmpty();
        assertThat(manager.coldest(key -> true)).contains(1);
        assertThat(manager.coldest(key -> key != 1)).contains(2);
        assertThat(manager.use(3, 2 * KIB)).containsExactly(1, 2);
        manager.forget(0);
        assertThat(manager.coldest(key -> true)).contains(3);
        assertThat(manager.use(4, 4 * KIB)).containsExactly(4);
    }

    @Test
    void oneThatIsUsedOnceDoesNotDisplaceOneThatIsUsedOften() {
        CacheManager<Integer> manager = new TinyLfuCacheManager<>(3 * MIB);
        for (int use = 0; use < 10; use++) {
            for (int key = 0; key < 3; key++) {
                assertThat(manager.use(key, MIB)).isEmpty();
            }
        }
        for (int key = 3; key < 20; key++) {
            assertThat(manager.use(key, MIB)).containsExactly(key);
        }
        assertThat(manager.coldest(key -> true)).isPresent();
    }

    /** What was used and not named as leaving fits the bound, and only that may be the coldest. */
    @Test
    void bothKeepTheirBound() {
        for (long seed = 0; seed < 100; seed++) {
            for (LongFunction<CacheManager<Integer>> maker : MANAGERS) {
                Random random = new Random(seed);
                long bound = random.nextInt(20) * KIB;
                CacheManager<Integer> manager = maker.apply(bound);
                Map<Integer, Long> kept = new HashMap<>();
                for (int i = 0; i < 500; i++) {
                    int key = random.nextInt(30);
                    if (random.nextInt(10) == 0) {
                        manager.forget(key);
                        kept.remove(key);
                    } else {
                        kept.put(key, (key % 4) * KIB + 1);
                        manager.use(key, (key % 4) * KIB + 1).forEach(kept::remove);
                    }
                    assertThat(kept.values().stream().mapToLong(bytes -> bytes).sum())
                            .as("seed %d", seed)
                            .isLessThanOrEqualTo(bound);
                    assertThat(manager.coldest(any -> true).isPresent())
                            .as("seed %d", seed)
                            .isEqualTo(!kept.isEmpty());
                    manager.coldest(any -> true)
                            .ifPresent(coldest -> assertThat(kept).containsKey(coldest));
                }
            }
        }
    }

    @Test
    void refusesABoundBelowNothing() {
        for (LongFunction<CacheManager<Integer>> maker : MANAGERS) {
            assertThatThrownBy(() -> maker.apply(-1)).hasMessage("maxBytes must be 0 or more, not -1");
        }
    }
}
