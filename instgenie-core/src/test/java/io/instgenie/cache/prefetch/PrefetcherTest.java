package io.instgenie.cache.prefetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PrefetcherTest {
    private static final Duration NONE = Duration.ZERO;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final VirtualLoader loader = new VirtualLoader();
    private final List<LoadTiming> timings = new ArrayList<>();

    private Prefetcher prefetcher(int slots) {
        return new Prefetcher(slots, ByteBuffer::allocate, loader, loader, timings::add);
    }

    private List<BlockLoad> plan(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> loader.load(number, 8, 100))
                .toList();
    }

    private static void take(Prefetch prefetch, int index, int number) throws IOException {
        try (Staged staged = prefetch.await(index, NONE).orElseThrow()) {
            assertThat(staged.bytes().position()).isZero();
            assertThat(staged.bytes().get(7)).isEqualTo((byte) number);
        }
    }

    @Test
    void loadsComeInOrderAsFarAheadAsThereAreSlots() throws IOException {
        Prefetch prefetch = prefetcher(3).schedule(plan(0, 10));
        loader.runAll();
        assertThat(loader.begun()).containsExactly(0, 1, 2);
        for (int block = 0; block < 10; block++) {
            take(prefetch, block, block);
            loader.runAll();
            assertThat(loader.begun()).hasSize(Math.min(10, block + 4));
        }
        assertThat(loader.begun()).isSorted();
    }

    @Test
    void aSlotIsTheNextLoadsOnlyWhenItIsGivenBack() throws IOException {
        Prefetch prefetch = prefetcher(2).schedule(plan(0, 4));
        loader.runAll();
        Staged first = prefetch.await(0, NONE).orElseThrow();
        loader.runAll();
        assertThat(loader.begun()).containsExactly(0, 1);
        first.close();
        first.close();
        loader.runAll();
        assertThat(loader.begun()).containsExactly(0, 1, 2);
    }

    @Test
    void theNextStepsFirstBlocksLoadDuringThisStepsLast() throws IOException {
        Prefetcher prefetcher = prefetcher(2);
        Prefetch step = prefetcher.schedule(plan(0, 3));
        Prefetch next = prefetcher.schedule(plan(10, 13));
        loader.runAll();
        take(step, 0, 0);
        take(step, 1, 1);
        loader.runAll();
        assertThat(loader.begun()).containsExactly(0, 1, 2, 10);
        assertThat(next.isStaged(0)).isTrue();
        assertThat(next.isStaged(1)).isFalse();
        take(step, 2, 2);
        take(next, 0, 10);
        assertThat(next.size()).isEqualTo(3);
    }

    @Test
    void slotsGrowToTheLargestLoadAndAreReused() throws IOException {
        List<Integer> allocated = new ArrayList<>();
        Prefetcher prefetcher = new Prefetcher(
                1,
                bytes -> {
                    allocated.add(bytes);
                    return ByteBuffer.allocate(bytes);
                },
                loader,
                loader,
                timings::add);
        Prefetch prefetch = prefetcher.schedule(
                List.of(loader.load(1, 8, 0), loader.load(2, 4, 0), loader.load(3, 16, 0), loader.load(4, 16, 0)));
        for (int block = 0; block < 4; block++) {
            loader.runAll();
            try (Staged staged = prefetch.await(block, NONE).orElseThrow()) {
                assertThat(staged.bytes().remaining())
                        .isEqualTo(List.of(8, 4, 16, 16).get(block));
            }
        }
        assertThat(allocated).containsExactly(8, 16);
    }

    @Test
    void directSlotsAreAligned() {
        assertThat(Prefetcher.directSlot(100).alignmentOffset(0, 64)).isZero();
        assertThat(Prefetcher.directSlot(100).capacity()).isGreaterThanOrEqualTo(100);
    }

    @Test
    void whatIsCancelledIsNotLoadedAndHoldsNoSlot() throws IOException {
        Prefetcher prefetcher = prefetcher(2);
        Prefetch unwanted = prefetcher.schedule(plan(0, 5));
        Prefetch wanted = prefetcher.schedule(plan(10, 12));
        loader.run(); // 0 is staged, 1 issued, the others queued
        unwanted.close();
        loader.runAll();
        assertThat(loader.begun()).containsExactly(0, 10, 11);
        take(wanted, 0, 10);
        take(wanted, 1, 11);
        assertThatThrownBy(() -> unwanted.await(0, NONE)).isInstanceOf(IllegalStateException.class);
        assertThat(prefetcher.statistics().cancelled()).isEqualTo(5);
    }

    @Test
    void oneOfAPlanCanBeCancelled() throws IOException {
        Prefetch prefetch = prefetcher(1).schedule(plan(0, 3));
        prefetch.cancel(1);
        loader.runAll();
        take(prefetch, 0, 0);
        loader.runAll();
        take(prefetch, 2, 2);
        assertThat(loader.begun()).containsExactly(0, 2);
    }

    @Test
    void aLoadCancelledUnderWayGivesItsSlotBackWhenItEnds() throws IOException {
        Prefetch[] self = new Prefetch[1];
        Prefetcher prefetcher = prefetcher(1);
        self[0] = prefetcher.schedule(List.of(
                new BlockLoad() {
                    @Override
                    public int bytes() {
                        return 1;
                    }

                    @Override
                    public void load(ByteBuffer slot) {
                        self[0].cancel(0);
                        assertThat(loader.tasks()).isZero();
                        slot.put((byte) 1);
                    }
                },
                loader.load(2, 8, 0)));
        loader.runAll();
        take(self[0], 1, 2);
    }

    @Test
    void aFailureComesWhereTheLoadIsAwaited() throws IOException {
        IOException failure = new IOException("the disk is gone");
        Prefetcher prefetcher = prefetcher(1);
        Prefetch prefetch = prefetcher.schedule(List.of(loader.failing(0, failure), loader.load(1, 8, 0)));
        loader.runAll();
        assertThatThrownBy(() -> prefetch.await(0, NONE))
                .isInstanceOf(LoadFailedException.class)
                .hasMessage("a load failed: the disk is gone")
                .hasCause(failure);
        take(prefetch, 1, 1);
        assertThat(prefetcher.statistics().failed()).isOne();
    }

    @Test
    void aSlotThatCannotBeAllocatedIsAFailure() {
        Prefetcher prefetcher = new Prefetcher(
                1,
                bytes -> {
                    throw new OutOfMemoryError("no direct memory");
                },
                loader,
                loader,
                timings::add);
        Prefetch prefetch = prefetcher.schedule(plan(0, 1));
        loader.runAll();
        assertThatThrownBy(() -> prefetch.await(0, NONE))
                .isInstanceOf(LoadFailedException.class)
                .hasRootCauseInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void aLoadThatBringsTooLittleHasFailed() {
        Prefetch prefetch = prefetcher(1).schedule(List.of(new BlockLoad() {
            @Override
            public int bytes() {
                return 3;
            }

            @Override
            public void load(ByteBuffer slot) {
                slot.put((byte) 1);
            }
        }));
        loader.runAll();
        assertThatThrownBy(() -> prefetch.await(0, NONE)).hasCauseInstanceOf(EOFException.class);
    }

    @Test
    void aLoaderThatRefusesIsAFailure() {
        Prefetcher prefetcher = new Prefetcher(
                2,
                ByteBuffer::allocate,
                task -> {
                    throw new RejectedExecutionException("shut down");
                },
                loader,
                timings::add);
        Prefetch prefetch = prefetcher.schedule(plan(0, 5));
        assertThatThrownBy(() -> prefetch.await(4, NONE)).hasCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void aLoadThatDoesNotComeInTimeIsGivenUp() throws IOException {
        Prefetcher prefetcher = prefetcher(1);
        Prefetch prefetch = prefetcher.schedule(plan(0, 2));
        assertThat(prefetch.await(0, NONE)).isEmpty();
        assertThatThrownBy(() -> prefetch.await(0, NONE)).isInstanceOf(IllegalStateException.class);
        loader.runAll();
        take(prefetch, 1, 1);
        assertThat(loader.begun()).containsExactly(1);
        assertThat(prefetcher.statistics().late()).isOne();
    }

    @Test
    void behindALateLoadNobodyWaits() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Prefetcher prefetcher = new Prefetcher(2, ByteBuffer::allocate, thread, System::nanoTime, timing -> {});
        try {
            List<BlockLoad> loads = new ArrayList<>();
            loads.add(blockedBy(begun, end));
            loads.addAll(plan(1, 5));
            Prefetch prefetch = prefetcher.schedule(loads);
            begun.await();
            assertThat(prefetch.await(0, Duration.ofMillis(1))).isEmpty();
            assertThat(prefetch.await(1, LONG)).isEmpty(); // the test's own time limit is shorter than such waits
            assertThat(prefetch.await(2, LONG)).isEmpty();
            assertThat(prefetch.await(3, LONG)).isEmpty();
            end.countDown();
            Awaitility.await().until(() -> prefetch.isStaged(4));
            take(prefetch.await(4, LONG).orElseThrow(), 4);
        } finally {
            end.countDown();
            prefetcher.close();
            thread.shutdown();
        }
    }

    @Test
    void ofALoaderThatIsHeldUpNobodyWaitsTwice() throws Exception {
        Prefetcher prefetcher = prefetcher(2);
        Prefetch prefetch = prefetcher.schedule(plan(0, 5));
        assertThat(prefetch.await(0, NONE)).isEmpty();
        assertThat(prefetch.await(1, LONG)).isEmpty();
        assertThat(prefetch.await(2, LONG)).isEmpty();
        loader.runAll();
        take(prefetch.await(3, LONG).orElseThrow(), 3);
        loader.runAll();
        take(prefetch.await(4, LONG).orElseThrow(), 4);
    }

    private static void take(Staged staged, int number) {
        try (staged) {
            assertThat(staged.bytes().get(0)).isEqualTo((byte) number);
        }
    }

    private static BlockLoad blockedBy(CountDownLatch begun, CountDownLatch end) {
        return new BlockLoad() {
            @Override
            public int bytes() {
                return 1;
            }

            @Override
            public void load(ByteBuffer slot) throws IOException {
                begun.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                slot.put((byte) 1);
            }
        };
    }

    @Test
    void closingWakesWhoWaitsAndDoesNotWaitForTheLoad() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Prefetcher prefetcher = new Prefetcher(2, ByteBuffer::allocate, thread, System::nanoTime, timing -> {});
        try {
            Prefetch prefetch = prefetcher.schedule(List.of(blockedBy(begun, end), loader.load(1, 8, 0)));
            FutureTask<Object> waiting = new FutureTask<>(() -> prefetch.await(0, LONG));
            new Thread(waiting).start();
            begun.await();
            prefetcher.close();
            prefetcher.close();
            assertThatThrownBy(waiting::get)
                    .hasCauseInstanceOf(LoadFailedException.class)
                    .hasRootCauseMessage("the prefetcher was closed");
            assertThatThrownBy(() -> prefetch.await(1, LONG)).isInstanceOf(LoadFailedException.class);
            assertThatThrownBy(() -> prefetcher.schedule(plan(0, 1))).isInstanceOf(IllegalStateException.class);
            prefetch.close();
        } finally {
            end.countDown();
            thread.shutdown();
        }
    }

    @Test
    void whoIsInterruptedGivesTheLoadUp() throws IOException {
        Prefetch prefetch = prefetcher(1).schedule(plan(0, 1));
        Thread.currentThread().interrupt();
        assertThat(prefetch.await(0, LONG)).isEmpty();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void loadsAndWaitsAreMeasured() throws IOException {
        Prefetcher prefetcher = prefetcher(2);
        Prefetch prefetch = prefetcher.schedule(List.of(loader.load(1, 8, 500), loader.load(2, 4, 250)));
        loader.runAll();
        take(prefetch, 0, 1);
        assertThat(timings).containsExactly(new LoadTiming(8, 500e-9), new LoadTiming(4, 250e-9));
        assertThat(prefetcher.statistics()).isEqualTo(new PrefetchStatistics(2, 12, 750e-9, 0, 0, 0, 0));
    }

    @Test
    void aThrottleSharesItsBandwidth() throws IOException {
        List<Long> slept = new ArrayList<>();
        Throttle throttle = new Throttle(1e9, loader, nanos -> {
            slept.add(nanos);
            loader.advance(nanos);
        });
        throttle.slow(loader.load(1, 100, 30)).load(ByteBuffer.allocate(100));
        throttle.slow(loader.load(1, 100, 130)).load(ByteBuffer.allocate(100));
        throttle.slow(loader.load(1, 100, 0)).load(ByteBuffer.allocate(100));
        assertThat(slept).containsExactly(70L, 100L);
        assertThatThrownBy(() -> new Throttle(0, loader, slept::add))
                .hasMessage("bytesPerSecond must be positive, not 0.0");
    }

    /** Any sequence of calls on a real loader: what is taken is what was asked for, and every slot comes back. */
    @Test
    void randomSequencesLoseNoSlot() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (long seed = 0; seed < 60; seed++) {
                Random random = new Random(seed);
                int slots = 1 + random.nextInt(4);
                AtomicInteger loading = new AtomicInteger();
                Prefetcher prefetcher =
                        new Prefetcher(slots, ByteBuffer::allocate, threads, System::nanoTime, timing -> {});
                for (int round = 0; round < 20; round++) {
                    use(random, prefetcher, slots, loading, seed);
                }
                boolean all = false;
                while (!all) { // loads that were late may still be under way
                    all = takesAsManyAsThereAreSlots(random, prefetcher, slots, loading);
                }
                prefetcher.close();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static boolean takesAsManyAsThereAreSlots(
            Random random, Prefetcher prefetcher, int slots, AtomicInteger loading) throws LoadFailedException {
        List<Staged> held = new ArrayList<>();
        try (Prefetch prefetch = prefetcher.schedule(IntStream.range(0, slots)
                .mapToObj(number -> random(random, 1, number, slots, loading))
                .toList())) {
            for (int i = 0; i < slots; i++) {
                prefetch.await(i, LONG).ifPresent(held::add);
            }
            return held.size() == slots;
        } finally {
            held.forEach(Staged::close);
        }
    }

    private static void use(Random random, Prefetcher prefetcher, int slots, AtomicInteger loading, long seed) {
        int size = random.nextInt(6);
        Prefetch prefetch = prefetcher.schedule(IntStream.range(0, size)
                .mapToObj(number -> random(random, random.nextInt(5), number, slots, loading))
                .toList());
        for (int block = 0; block < size; block++) {
            switch (random.nextInt(5)) {
                case 0 -> prefetch.cancel(block);
                case 1 -> {
                    prefetch.close();
                    return;
                }
                default -> {
                    Duration limit = random.nextBoolean() ? LONG : Duration.ofNanos(random.nextInt(20_000));
                    try (Staged staged = prefetch.await(block, limit).orElse(null)) {
                        if (staged != null) {
                            assertThat(staged.bytes().get(0))
                                    .as("seed %d", seed)
                                    .isEqualTo((byte) block);
                        }
                    } catch (LoadFailedException e) {
                        assertThat(e).as("seed %d", seed).hasMessage("a load failed: on purpose");
                    }
                }
            }
        }
    }

    private static BlockLoad random(Random random, int kind, int number, int slots, AtomicInteger loading) {
        int bytes = 1 + random.nextInt(2000);
        return new BlockLoad() {
            @Override
            public int bytes() {
                return bytes;
            }

            @Override
            public void load(ByteBuffer slot) throws IOException {
                try {
                    if (loading.incrementAndGet() > slots) {
                        throw new IOException("more loads than slots");
                    }
                    if (kind == 0) {
                        throw new IOException("on purpose");
                    }
                    while (slot.hasRemaining()) {
                        slot.put((byte) number);
                    }
                } finally {
                    loading.decrementAndGet();
                }
            }
        };
    }
}
