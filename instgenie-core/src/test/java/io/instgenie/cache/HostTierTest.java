package io.instgenie.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class HostTierTest {
    private static final long KIB = 1024;

    /** Counts how often it is freed. */
    private static final class Value implements Cached {
        private final long bytes;
        private final Reservation reservation;
        private final AtomicInteger frees = new AtomicInteger();

        Value(long bytes) {
            this(bytes, Reservation.unbounded());
        }

        private Value(long bytes, Reservation reservation) {
            this.bytes = bytes;
            this.reservation = reservation;
        }

        /** Of {@code bytes} when it is whole, {@code taken} of them from the start if there is room. */
        static Value taking(long bytes, long taken, Reservation reservation) {
            reservation.take(taken);
            return new Value(bytes, reservation);
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public void free() {
            frees.incrementAndGet();
        }

        int frees() {
            return frees.get();
        }
    }

    private static HostTier<Value> tier(long maxBytes) {
        return tier(maxBytes, new TinyLfuCacheManager(maxBytes));
    }

    private static HostTier<Value> tier(long maxBytes, CacheManager manager) {
        return new HostTier<>(
                new CacheContents(maxBytes, manager, complaint -> {}),
                Value::bytes,
                InstantSource.system(),
                (key, lease) -> lease.close());
    }

    private static HostTier<Value> leastRecentlyUsed(long maxBytes, BiConsumer<String, Lease<Value>> onEviction) {
        return new HostTier<>(
                CacheContents.leastRecentlyUsed(maxBytes), Value::bytes, InstantSource.system(), onEviction);
    }

    @Test
    void keepsWhatFitsAndFreesTheRest() {
        List<Value> values = new ArrayList<>();
        try (HostTier<Value> tier = tier(10 * KIB)) {
            for (int key = 0; key < 50; key++) {
                Value value = new Value(KIB);
                values.add(value);
                tier.acquire("" + key, reservation -> value).close();
                assertThat(values.stream().filter(v -> v.frees() == 0).count()).isLessThanOrEqualTo(10);
            }
            assertThat(values.stream().filter(v -> v.frees() == 0).count()).isEqualTo(10);
        }
        assertThat(values).allMatch(value -> value.frees() == 1);
    }

    @Test
    void findsWhatIsThere() {
        try (HostTier<Value> tier = tier(10 * KIB)) {
            Value value = new Value(1);
            assertThat(tier.find("a")).isEmpty();
            tier.acquire("a", reservation -> value).close();
            try (Lease<Value> lease = tier.find("a").orElseThrow()) {
                assertThat(lease.value()).isSameAs(value);
            }
            assertThat(value.frees()).isZero();
            tier.evict("a");
            assertThat(value.frees()).isOne();
            assertThat(tier.find("a")).isEmpty();
        }
    }

    @Test
    void aLeaseOutlivesEvictionAndClosing() {
        Value evicted = new Value(1);
        Value closed = new Value(1);
        HostTier<Value> tier = tier(10 * KIB);
        Lease<Value> first = tier.acquire("a", reservation -> evicted);
        Lease<Value> second = tier.find("a").orElseThrow();
        Lease<Value> third = tier.acquire("b", reservation -> closed);
        tier.evict("a");
        tier.close();
        first.close();
        first.close();
        assertThat(evicted.frees()).isZero();
        second.close();
        assertThat(evicted.frees()).isOne();
        assertThat(closed.frees()).isZero();
        third.close();
        assertThat(closed.frees()).isOne();
    }

    @Test
    void aValueLargerThanTheTierStaysAsOneThatFillsIt() {
        try (HostTier<Value> tier = tier(10 * KIB)) {
            Value large = new Value(1L << 42);
            try (Lease<Value> lease = tier.acquire("a", reservation -> large);
                    Lease<Value> again = tier.find("a").orElseThrow()) {
                assertThat(lease.value().frees()).isZero();
                assertThat(again.value()).isSameAs(large);
            }
            assertThat(large.frees()).isZero();
            tier.find("a").orElseThrow().close();
            tier.evict("a");
            assertThat(large.frees()).isOne();
        }
    }

    @Test
    void aTierOfNothingKeepsNothing() {
        try (HostTier<Value> tier = tier(0)) {
            Value value = new Value(1);
            tier.acquire("a", reservation -> value).close();
            assertThat(value.frees()).isOne();
        }
    }

    @Test
    void aMakerThatThrowsLeavesNothing() {
        try (HostTier<Value> tier = tier(10 * KIB)) {
            assertThatThrownBy(() -> tier.acquire("a", reservation -> {
                        throw new IllegalArgumentException("no such picture");
                    }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no such picture");
            assertThat(tier.find("a")).isEmpty();
            Value value = new Value(1);
            try (Lease<Value> lease = tier.acquire("a", reservation -> value)) {
                assertThat(lease.value()).isSameAs(value);
            }
        }
    }

    @Test
    void oneOfManyCallersMakes() throws Exception {
        int threads = 8;
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        List<Value> made = Collections.synchronizedList(new ArrayList<>());
        try (HostTier<Value> tier = tier(100 * KIB)) {
            CyclicBarrier start = new CyclicBarrier(threads);
            for (int key = 0; key < 50; key++) {
                String round = "" + key;
                Callable<Value> call = () -> {
                    start.await();
                    try (Lease<Value> lease = tier.acquire(round, reservation -> {
                        Value value = new Value(1);
                        made.add(value);
                        return value;
                    })) {
                        assertThat(lease.value().frees()).isZero();
                        return lease.value();
                    }
                };
                for (Future<Value> value : callers.invokeAll(Collections.nCopies(threads, call))) {
                    assertThat(value.get()).isSameAs(made.get(key));
                }
                assertThat(made).hasSize(key + 1);
            }
        } finally {
            callers.shutdownNow();
        }
        assertThat(made).allMatch(value -> value.frees() == 1);
    }

    /** Threads that lease from a tier far too small for them: nothing is freed in use, and everything once. */
    @Test
    void nothingIsFreedInUse() throws Exception {
        int threads = 8;
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        List<Value> made = Collections.synchronizedList(new ArrayList<>());
        try (HostTier<Value> tier = tier(3 * KIB)) {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int seed = 0; seed < threads; seed++) {
                Random random = new Random(seed);
                calls.add(() -> {
                    int freedInUse = 0;
                    for (int i = 0; i < 3000; i++) {
                        String key = "" + random.nextInt(6);
                        if (random.nextInt(20) == 0) {
                            tier.evict(key);
                        }
                        try (Lease<Value> lease = tier.acquire(key, reservation -> {
                            Value value = new Value(KIB);
                            made.add(value);
                            return value;
                        })) {
                            Thread.onSpinWait();
                            freedInUse += lease.value().frees();
                        }
                    }
                    return freedInUse;
                });
            }
            for (Future<Integer> freedInUse : callers.invokeAll(calls)) {
                assertThat(freedInUse.get()).isZero();
            }
        } finally {
            callers.shutdownNow();
        }
        assertThat(made).allMatch(value -> value.frees() == 1);
    }

    @Test
    void aValueThatGrowsDisplacesIdleOnesAndIsRefusedWhereAllAreInUse() {
        List<String> evicted = new ArrayList<>();
        try (HostTier<Value> tier = leastRecentlyUsed(10 * KIB, (key, lease) -> {
            evicted.add(key);
            lease.close();
        })) {
            Lease<Value> used = tier.acquire("used", reservation -> Value.taking(4 * KIB, 4 * KIB, reservation));
            tier.acquire("idle", reservation -> Value.taking(KIB, 6 * KIB, reservation))
                    .close();
            Lease<Value> growing = tier.acquire("growing", reservation -> Value.taking(4 * KIB, 0, reservation));
            assertThat(growing.value().reservation.take(3 * KIB)).isTrue();
            assertThat(evicted).containsExactly("idle");
            assertThat(growing.value().reservation.take(4 * KIB)).isFalse();
            assertThat(evicted).containsExactly("idle");
            assertThat(tier.statistics())
                    .isEqualTo(new CacheStatistics(0, 3, 0, 1, 1, new CacheBytes(7 * KIB, 10 * KIB, 10 * KIB)));
            used.close();
            assertThat(growing.value().reservation.take(4 * KIB)).isTrue();
            growing.close();
            assertThat(evicted).containsExactly("idle", "used");
            assertThat(tier.bytes()).isEqualTo(7 * KIB);
        }
    }

    @Test
    void nobodyIsEvictedInVain() {
        try (HostTier<Value> tier = leastRecentlyUsed(10 * KIB, (key, lease) -> lease.close())) {
            tier.acquire("idle", reservation -> Value.taking(KIB, 2 * KIB, reservation))
                    .close();
            try (Lease<Value> growing = tier.acquire("growing", reservation -> Value.taking(KIB, 0, reservation))) {
                assertThat(growing.value().reservation.take(11 * KIB)).isFalse();
            }
            assertThat(tier.find("idle")).isPresent();
        }
    }

    @Test
    void whoDemotesHoldsTheBytesUntilDone() {
        List<Lease<Value>> demoting = new ArrayList<>();
        try (HostTier<Value> tier = leastRecentlyUsed(2 * KIB, (key, lease) -> demoting.add(lease))) {
            tier.acquire("a", reservation -> Value.taking(2 * KIB, 2 * KIB, reservation))
                    .close();
            Value b = tier.acquire("b", reservation -> Value.taking(2 * KIB, 0, reservation))
                    .value();
            assertThat(demoting).hasSize(1);
            assertThat(demoting.get(0).value().frees()).isZero();
            assertThat(b.reservation.take(KIB)).isFalse();
            demoting.get(0).close();
            assertThat(b.reservation.take(KIB)).isTrue();
        }
    }

    @Test
    void whatIsPinnedStays() {
        try (HostTier<Value> tier = leastRecentlyUsed(4 * KIB, (key, lease) -> lease.close())) {
            tier.pin("0");
            for (int key = 0; key < 10; key++) {
                tier.acquire("" + key, reservation -> Value.taking(2 * KIB, 2 * KIB, reservation))
                        .close();
            }
            assertThat(tier.find("0")).isPresent().get().satisfies(Lease::close);
            tier.unpin("0");
            for (int key = 10; key < 20; key++) {
                tier.acquire("" + key, reservation -> Value.taking(2 * KIB, 2 * KIB, reservation))
                        .close();
            }
            assertThat(tier.find("0")).isEmpty();
        }
    }

    @Test
    void itsManagerSeesWhatAPolicyNeeds() {
        List<CacheItem> seen = new ArrayList<>();
        InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(7));
        CacheManager watching = candidates -> {
            seen.addAll(candidates);
            return candidates.get(candidates.size() - 1);
        };
        try (HostTier<Value> tier = new HostTier<>(
                new CacheContents(3 * KIB, watching), value -> 0.5, clock, (key, lease) -> lease.close())) {
            tier.acquire("a", reservation -> new Value(2 * KIB)).close();
            tier.find("a").orElseThrow().close();
            tier.acquire("b", reservation -> new Value(9 * KIB)).close();
            assertThat(seen)
                    .containsExactly(
                            new CacheItem("a", 2 * KIB, 0.5, clock.instant(), 2),
                            new CacheItem("b", 3 * KIB, 0.5, clock.instant(), 1));
            assertThat(tier.has("a")).isTrue();
            assertThat(tier.has("b")).isFalse();
        }
    }

    @Test
    void aListenerThatThrowsHurtsNobody() {
        Value value = new Value(KIB);
        try (HostTier<Value> tier = leastRecentlyUsed(KIB, (key, lease) -> {
            throw new IllegalStateException("no disk");
        })) {
            tier.acquire("a", reservation -> value).close();
            tier.acquire("b", reservation -> new Value(KIB)).close();
            assertThat(value.frees()).isOne();
        }
    }

    /** Any sequence of calls under any manager, wrong ones too: the bound holds, what is leased is not freed, and what lives is what the books say. */
    @Test
    void randomSequencesKeepTheBooks() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            long bound = random.nextInt(20) * KIB;
            CacheManager manager = switch ((int) (seed % 3)) {
                case 0 -> new LruCacheManager();
                case 1 -> new TinyLfuCacheManager(bound);
                default -> new WrongCacheManager(random);
            };
            RandomUse use = new RandomUse(random, tier(bound, manager));
            for (int i = 0; i < 400; i++) {
                use.step();
                use.assertBooks(seed, bound);
            }
            use.finish(seed);
        }
    }

    private static final class RandomUse {
        private static final int KEYS = 12;
        private final Random random;
        private final HostTier<Value> tier;
        private final List<Value> made = new ArrayList<>();
        private final List<Lease<Value>> leases = new ArrayList<>();

        RandomUse(Random random, HostTier<Value> tier) {
            this.random = random;
            this.tier = tier;
        }

        void step() {
            String key = "" + random.nextInt(KEYS);
            switch (random.nextInt(12)) {
                case 0 -> tier.evict(key);
                case 1 -> tier.pin(key);
                case 2 -> tier.unpin(key);
                case 3 -> tier.find(key).ifPresent(leases::add);
                case 4 -> failToMake(key);
                case 5, 6, 7 -> leases.add(tier.acquire(key, this::make));
                case 8, 9 -> grow();
                default -> {
                    if (!leases.isEmpty()) {
                        leases.remove(random.nextInt(leases.size())).close();
                    }
                }
            }
        }

        private Value make(Reservation reservation) {
            Value value = Value.taking(random.nextInt(5 * 1024), random.nextInt(2 * 1024), reservation);
            made.add(value);
            return value;
        }

        private void failToMake(String key) {
            try {
                leases.add(tier.acquire(key, reservation -> {
                    reservation.take(random.nextInt(1024));
                    throw new IllegalStateException("no such picture");
                }));
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("no such picture");
            }
        }

        private void grow() {
            if (!leases.isEmpty()) {
                Reservation grown = leases.get(random.nextInt(leases.size())).value().reservation;
                if (random.nextBoolean()) {
                    grown.take(random.nextInt(3 * 1024));
                } else {
                    grown.giveBack(grown.bytes() / 2);
                }
            }
        }

        void assertBooks(long seed, long bound) {
            assertThat(leases)
                    .as("seed %d", seed)
                    .allMatch(lease -> lease.value().frees() == 0);
            long taken = made.stream()
                    .filter(value -> value.frees() == 0)
                    .mapToLong(value -> value.reservation.bytes())
                    .sum();
            assertThat(tier.bytes()).as("seed %d", seed).isEqualTo(taken).isLessThanOrEqualTo(bound);
            assertThat(tier.statistics().bytes().peak()).as("seed %d", seed).isLessThanOrEqualTo(bound);
        }

        void finish(long seed) {
            tier.close();
            leases.forEach(Lease::close);
            assertThat(made).as("seed %d", seed).allMatch(value -> value.frees() == 1);
            assertThat(tier.bytes()).as("seed %d", seed).isZero();
        }
    }
}
