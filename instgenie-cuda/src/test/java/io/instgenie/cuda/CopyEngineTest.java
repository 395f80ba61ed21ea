package io.instgenie.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.instgenie.cuda.VirtualDevice.Work;
import io.instgenie.edit.DeviceOutOfMemoryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CopyEngineTest {
    private static final long COMPUTE_STREAM = 7;

    private final VirtualDevice device = new VirtualDevice();

    /** Computes on the load for {@code ticks} and lets go of it. */
    private Work use(CopyEngine engine, Load load, long ticks) {
        Work work = device.compute(engine.await(load, COMPUTE_STREAM), ticks, COMPUTE_STREAM);
        engine.release(load, COMPUTE_STREAM);
        return work;
    }

    private List<Work> copies() {
        return device.work.stream().filter(w -> w.kind().equals("copy")).toList();
    }

    @Test
    void copiesInTheOrderOfRequests() {
        try (CopyEngine engine = new CopyEngine(device, 3, 100)) {
            engine.load(11, 10);
            engine.load(12, 20);
            engine.load(13, 30);
            assertThat(copies()).extracting(Work::content).containsExactly(11L, 12L, 13L);
            assertThat(copies()).extracting(Work::begin).containsExactly(0L, 10L, 30L);
        }
    }

    @Test
    void computesOnOneLoadWhileTheNextIsCopied() {
        try (CopyEngine engine = new CopyEngine(device, 2, 100)) {
            Queue<Load> ahead = new ArrayDeque<>(List.of(engine.load(1, 100), engine.load(2, 100)));
            long end = 0;
            for (int block = 0; block < 10; block++) {
                Work work = use(engine, ahead.remove(), 100);
                assertThat(work.content()).isEqualTo(block + 1);
                ahead.add(engine.load(block + 3, 100));
                end = work.end();
            }
            // Ten computations of 100 ticks behind the first copy: no bubble but that one.
            assertThat(end).isEqualTo(1100);
            ahead.forEach(engine::cancel);
        }
    }

    @Test
    void fillsASlotOnlyWhenItsLastUseIsOver() {
        try (CopyEngine engine = new CopyEngine(device, 1, 100)) {
            Work first = use(engine, engine.load(1, 10), 500);
            Work second = use(engine, engine.load(2, 10), 5);
            assertThat(copies().get(1).begin()).isEqualTo(first.end());
            assertThat(second.begin()).isEqualTo(copies().get(1).end());
            assertThat(second.content()).isEqualTo(2);
        }
    }

    @Test
    void aCopyThatFindsNoMemoryLeavesNothingBehind() {
        AtomicBoolean full = new AtomicBoolean();
        try (CopyEngine engine = new CopyEngine(TroubledDevice.outOfMemory(device, full), 1, 100)) {
            for (int attempt = 0; attempt < 3; attempt++) {
                full.set(true);
                assertThatExceptionOfType(DeviceOutOfMemoryException.class).isThrownBy(() -> engine.load(1, 10));
            }
            assertThat(use(engine, engine.load(2, 10), 5).content()).isEqualTo(2);
            assertThat(use(engine, engine.load(3, 10), 5).content()).isEqualTo(3);
        }
    }

    @Test
    void sharesOneCopyAmongJobs() {
        try (CopyEngine engine = new CopyEngine(device, 2, 100)) {
            Load mine = engine.load(5, 50);
            Load yours = engine.load(5, 50);
            assertThat(yours).isSameAs(mine);
            assertThat(copies()).hasSize(1);
            use(engine, mine, 10);
            assertThat(use(engine, yours, 10).content()).isEqualTo(5);
            // Nobody holds it any more: asked for again, it is copied again.
            engine.load(5, 50);
            assertThat(copies()).hasSize(2);
        }
    }

    @Test
    void neverCopiesWhatWasCancelledInTheQueue() {
        try (CopyEngine engine = new CopyEngine(device, 1, 100)) {
            Load first = engine.load(1, 10);
            Load second = engine.load(2, 10);
            Load third = engine.load(3, 10);
            engine.cancel(second);
            assertThat(engine.isCopied(second)).isTrue();
            use(engine, first, 10);
            assertThat(use(engine, third, 10).content()).isEqualTo(3);
            assertThat(copies()).extracting(Work::content).containsExactly(1L, 3L);
        }
    }

    @Test
    void aLoadCancelledUnderWayFreesItsSlotButNotItsSource() {
        try (CopyEngine engine = new CopyEngine(device, 1, 100)) {
            Load abandoned = engine.load(1, 100);
            engine.cancel(abandoned);
            device.advanceTo(50);
            assertThat(engine.isCopied(abandoned)).isFalse();
            device.advanceTo(100);
            assertThat(engine.isCopied(abandoned)).isTrue();
            assertThat(use(engine, engine.load(2, 10), 10).content()).isEqualTo(2);
        }
    }

    @Test
    void oneJobsCancellationLeavesTheOthersTheirLoad() {
        try (CopyEngine engine = new CopyEngine(device, 1, 100)) {
            Load load = engine.load(9, 10);
            engine.load(9, 10);
            engine.cancel(load);
            assertThat(use(engine, load, 10).content()).isEqualTo(9);
        }
    }

    @Test
    void everyComputationFindsItsOwnBytesWhateverTheOrder() {
        for (long seed = 0; seed < 200; seed++) {
            VirtualDevice device = new VirtualDevice();
            Random random = new Random(seed);
            List<Work> uses = new ArrayList<>();
            List<Long> wanted = new ArrayList<>();
            try (CopyEngine engine = new CopyEngine(device, 1 + random.nextInt(4), 100)) {
                List<Load> pending = new ArrayList<>();
                List<Long> sources = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    if (pending.isEmpty() || random.nextInt(2) == 0) {
                        long source = 1 + random.nextInt(20);
                        pending.add(engine.load(source, 10 + source));
                        sources.add(source);
                        continue;
                    }
                    // The oldest always has a slot. Any other is only given up.
                    int chosen = random.nextInt(4) == 0 ? random.nextInt(pending.size()) : 0;
                    Load load = pending.remove(chosen);
                    long source = sources.remove(chosen);
                    if (chosen == 0) {
                        uses.add(
                                device.compute(engine.await(load, COMPUTE_STREAM), random.nextInt(60), COMPUTE_STREAM));
                        engine.release(load, COMPUTE_STREAM);
                        wanted.add(source);
                    } else {
                        engine.cancel(load);
                    }
                }
            }
            assertThat(uses)
                    .as("seed %d", seed)
                    .extracting(w -> device.contentThroughout(w.address(), w.begin(), w.end()))
                    .isEqualTo(wanted);
        }
    }

    @Test
    void refusesWhatCannotBe() {
        CopyEngine engine = new CopyEngine(device, 1, 100);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> engine.load(1, 101))
                .withMessageContaining("1 to 100 bytes");
        Load first = engine.load(1, 10);
        Load second = engine.load(2, 10);
        assertThatIllegalStateException()
                .isThrownBy(() -> engine.await(second, COMPUTE_STREAM))
                .withMessageContaining("release one first");
        assertThatIllegalStateException()
                .isThrownBy(() -> engine.release(second, COMPUTE_STREAM))
                .withMessageContaining("cancel it");
        engine.cancel(first);
        assertThatIllegalStateException()
                .isThrownBy(() -> engine.await(first, COMPUTE_STREAM))
                .withMessageContaining("released or cancelled");
        assertThatIllegalStateException().isThrownBy(() -> engine.cancel(first)).withMessageContaining("more often");
        engine.close();
        assertThat(device.allocated()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CopyEngine(device, 0, 1))
                .withMessageContaining("positive");
    }
}
