package io.instgenie.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HostTierTest {
    private static final long KIB = 1024;

    /** Counts how often it is freed. */
    private static final class Value implements Cached {
        private final long bytes;
        private final AtomicInteger frees = new AtomicInteger();

        Value(long bytes) {
            this.bytes = bytes;
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

    @Test
    void keepsWhatFitsAndFreesTheRest() {
        List<Value> values = new ArrayList<>();
        try (HostTier<Integer, Value> tier = new HostTier<>(10 * KIB)) {
            for (int key = 0; key < 50; key++) {
                Value value = new Value(KIB);
                values.add(value);
                tier.acquire(key, () -> value).close();
                assertThat(values.stream().filter(v -> v.frees() == 0).count()).isLessThanOrEqualTo(10);
            }
            assertThat(values.stream().filter(v -> v.frees() == 0).count()).isEqualTo(10);
        }
        assertThat(values).allMatch(value -> value.frees() == 1);
    }

    @Test
    void findsWhatIsThere() {
        try (HostTier<String, Value> tier = new HostTier<>(10 * KIB)) {
            Value value = new Value(1);
            assertThat(tier.find("a")).isEmpty();
            tier.acquire("a", () -> value).close();
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
        HostTier<String, Value> tier = new HostTier<>(10 * KIB);
        Lease<Value> first = tier.acquire("a", () -> evicted);
        Lease<Value> second = tier.find("a").orElseThrow();
        Lease<Value> third = tier.acquire("b", () -> closed);
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
    void aValueLargerThanTheTierLivesAsLongAsItIsLeased() {
        try (HostTier<String, Value> tier = new HostTier<>(10 * KIB)) {
            Value large = new Value(1L << 42);
            try (Lease<Value> lease = tier.acquire("a", () -> large)) {
                assertThat(lease.value().frees()).isZero();
                assertThat(tier.find("a")).isEmpty();
            }
            assertThat(large.frees()).isOne();
        }
    }

    @Test
    void aTierOfNothingKeepsNothing() {
        try (HostTier<String, Value> tier = new HostTier<>(0)) {
            Value value = new Value(1);
            tier.acquire("a", () -> value).close();
            assertThat(value.frees()).isOne();
        }
    }

    @Test
    void aMakerThatThrowsLeavesNothing() {
        try (HostTier<String, Value> tier = new HostTier<>(10 * KIB)) {
            assertThatThrownBy(() -> tier.acquire("a", () -> {
                        throw new IllegalArgumentException("no such picture");
                    }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no such picture");
            assertThat(tier.find("a")).isEmpty();
            Value value = new Value(1);
            try (Lease<Value> lease = tier.acquire("a", () -> value)) {
                assertThat(lease.value()).isSameAs(value);
            }
        }
    }

    @Test
    void oneOfManyCallersMakes() throws Exception {
        int threads = 8;
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        List<Value> made = Collections.synchronizedList(new ArrayList<>());
        try (HostTier<Integer, Value> tier = new HostTier<>(100 * KIB)) {
            CyclicBarrier start = new CyclicBarrier(threads);
            for (int key = 0; key < 50; key++) {
                int round = key;
                Callable<Value> call = () -> {
                    start.await();
                    try (Lease<Value> lease = tier.acquire(round, () -> {
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
        try (HostTier<Integer, Value> tier = new HostTier<>(3 * KIB)) {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int seed = 0; seed < threads; seed++) {
                Random random = new Random(seed);
                calls.add(() -> {
                    int freedInUse = 0;
                    for (int i = 0; i < 3000; i++) {
                        int key = random.nextInt(6);
                        if (random.nextInt(20) == 0) {
                            tier.evict(key);
                        }
                        try (Lease<Value> lease = tier.acquire(key, () -> {
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

    /** Any sequence of calls: what is leased is not freed, what is neither leased nor found is freed, and the bound holds for the rest. */
    @Test
    void randomSequencesKeepTheBooks() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            long bound = random.nextInt(20) * KIB;
            List<Value> made = new ArrayList<>();
            List<Lease<Value>> leases = new ArrayList<>();
            HostTier<Integer, Value> tier = new HostTier<>(bound);
            for (int i = 0; i < 300; i++) {
                int key = random.nextInt(12);
                switch (random.nextInt(4)) {
                    case 0 -> tier.evict(key);
                    case 1 -> tier.find(key).ifPresent(leases::add);
                    case 2 ->
                        leases.add(tier.acquire(key, () -> {
                            Value value = new Value(1 + random.nextInt(5 * 1024));
                            made.add(value);
                            return value;
                        }));
                    default -> {
                        if (!leases.isEmpty()) {
                            leases.remove(random.nextInt(leases.size())).close();
                        }
                    }
                }
                assertBooks(seed, bound, made, leases, tier);
            }
            tier.close();
            leases.forEach(Lease::close);
            assertThat(made).as("seed %d", seed).allMatch(value -> value.frees() == 1);
        }
    }

    private static void assertBooks(
            long seed, long bound, List<Value> made, List<Lease<Value>> leases, HostTier<Integer, Value> tier) {
        Set<Value> leased = new HashSet<>();
        leases.forEach(lease -> leased.add(lease.value()));
        assertThat(leased).as("seed %d", seed).allMatch(value -> value.frees() == 0);
        Set<Value> found = new HashSet<>();
        for (int key = 0; key < 12; key++) {
            tier.find(key).ifPresent(lease -> {
                found.add(lease.value());
                lease.close();
            });
        }
        long kept = found.stream().mapToLong(Value::bytes).sum();
        assertThat(kept).as("seed %d", seed).isLessThanOrEqualTo(bound);
        for (Value value : made) {
            boolean alive = leased.contains(value) || found.contains(value);
            assertThat(value.frees()).as("seed %d", seed).isEqualTo(alive ? 0 : 1);
        }
    }
}
