package io.instgenie.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class CacheManagerTest {
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final List<LongFunction<CacheManager>> MANAGERS = List.of(
            bound -> new LruCacheManager(),
            TinyLfuCacheManager::new,
            bound -> new WrongCacheManager(new Random(bound)));

    private static List<String> use(CacheContents contents, int id, long bytes) {
        return contents.use("" + id, bytes, 1, Instant.EPOCH);
    }

    @Test
    void theLeastRecentlyUsedLeavesFirst() {
        CacheContents contents = CacheContents.leastRecentlyUsed(3 * KIB);
        for (int id = 0; id < 3; id++) {
            assertThat(use(contents, id, KIB)).isEmpty();
        }
        assertThat(use(contents, 0, KIB)).isEmpty();
        assertThat(contents.victim(id -> true)).contains("1");
        assertThat(contents.victim(id -> !id.equals("1"))).contains("2");
        assertThat(use(contents, 3, 2 * KIB)).containsExactly("1", "2");
        contents.forget("0");
        assertThat(contents.victim(id -> true)).contains("3");
        assertThat(use(contents, 4, 4 * KIB)).containsExactly("4");
        assertThat(contents.victim(id -> id.equals("4"))).isEmpty();
    }

    @Test
    void oneThatIsUsedOnceDoesNotDisplaceOneThatIsUsedOften() {
        CacheContents contents = new CacheContents(3 * MIB, new TinyLfuCacheManager(3 * MIB));
        for (int use = 0; use < 10; use++) {
            for (int id = 0; id < 3; id++) {
                assertThat(use(contents, id, MIB)).isEmpty();
            }
        }
        for (int id = 3; id < 20; id++) {
            assertThat(use(contents, id, MIB)).containsExactly("" + id);
        }
        assertThat(contents.victim(id -> true)).isPresent();
    }

    /** What was used and not named as leaving fits the bound, and only that may be the next to leave. */
    @Test
    void theBoundHoldsWhateverTheManagerDoes() {
        for (long seed = 0; seed < 40; seed++) {
            for (LongFunction<CacheManager> maker : MANAGERS) {
                Random random = new Random(seed);
                long bound = random.nextInt(20) * KIB;
                CacheContents contents = new CacheContents(bound, maker.apply(bound), complaint -> {});
                Map<String, Long> kept = new HashMap<>();
                for (int i = 0; i < 300; i++) {
                    int id = random.nextInt(30);
                    if (random.nextInt(10) == 0) {
                        contents.forget("" + id);
                        kept.remove("" + id);
                    } else {
                        kept.put("" + id, (id % 4) * KIB + 1);
                        use(contents, id, (id % 4) * KIB + 1).forEach(kept::remove);
                    }
                    assertThat(kept.values().stream().mapToLong(bytes -> bytes).sum())
                            .as("seed %d", seed)
                            .isLessThanOrEqualTo(bound);
                    assertThat(contents.victim(any -> true).map(kept::containsKey))
                            .as("seed %d", seed)
                            .isEqualTo(kept.isEmpty() ? Optional.empty() : Optional.of(true));
                }
            }
        }
    }

    @Test
    void refusesABoundBelowNothing() {
        assertThatThrownBy(() -> CacheContents.leastRecentlyUsed(-1)).hasMessage("maxBytes must be 0 or more, not -1");
        assertThatThrownBy(() -> new TinyLfuCacheManager(-1)).hasMessage("maxBytes must be 0 or more, not -1");
    }
}
