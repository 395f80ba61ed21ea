package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.instgenie.EditEngine;
import io.instgenie.batching.StepScheduler;
import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.WorkerLostException;
import io.instgenie.parity.ParityCase;
import io.instgenie.routing.RouterKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker that dies or stalls takes no edit with it: they begin anew elsewhere, and their pictures are the same. */
@Timeout(180)
class WorkerLossTest {
    private static final int EDITS = 8;

    private static final List<EditImage> EXPECTED = new ArrayList<>();

    @BeforeAll
    static void editInPeace() {
        try (EditEngine engine =
                EditEngine.builder(ParityCase.FLUX_FILL.path("model")).build()) {
            for (int seed = 0; seed < EDITS; seed++) {
                EXPECTED.add(engine.edit(request(seed)).image());
            }
        }
    }

    @AfterAll
    static void forget() {
        EXPECTED.clear();
    }

    @Test
    void editsOfAWorkerThatDiesBeginAnewOnAnother() {
        AtomicBoolean dies = new AtomicBoolean(true);
        StepScheduler continuous = StepSchedulerKind.CONTINUOUS.create();
        StepScheduler deadly = state -> {
            if (!state.running().isEmpty() && dies.getAndSet(false)) {
                throw new AssertionError("a worker dies, as a test");
            }
            return continuous.schedule(state);
        };
        try (EditEngine engine = EditEngine.builder(ParityCase.FLUX_FILL.path("model"))
                .workers(2)
                .router(RouterKind.LEAST_REQUESTS)
                .stepScheduler(deadly)
                .build()) {
            assertAllDone(engine, submit(engine));
            assertThat(engine.stats().workersLost()).isEqualTo(1);
            assertThat(engine.stats().restarted()).isPositive();
        }
    }

    @Test
    void editsOfAWorkerThatStallsBeginAnewOnAnother() {
        CountDownLatch released = new CountDownLatch(1);
        AtomicBoolean stalls = new AtomicBoolean(true);
        try (EditEngine engine = EditEngine.builder(ParityCase.FLUX_FILL.path("model"))
                .workers(2)
                .stallTimeout(Duration.ofSeconds(2))
                .build()) {
            List<EditHandle> handles = new ArrayList<>();
            handles.add(engine.submit(request(0)).onProgress(progress -> {
                if (stalls.getAndSet(false)) {
                    awaitUninterruptibly(released);
                }
            }));
            for (int seed = 1; seed < EDITS; seed++) {
                handles.add(engine.submit(request(seed)));
            }
            assertAllDone(engine, handles);
            assertThat(engine.stats().workersLost()).isEqualTo(1);
            assertThat(engine.edit(request(0)).image()).isEqualTo(EXPECTED.get(0));
            released.countDown();
        }
    }

    @Test
    void withoutAnyWorkerEditsFail() {
        StepScheduler deadly = state -> {
            throw new AssertionError("a worker dies, as a test");
        };
        try (EditEngine engine = EditEngine.builder(ParityCase.FLUX_FILL.path("model"))
                .workers(2)
                .stepScheduler(deadly)
                .build()) {
            for (EditHandle handle : submit(engine)) {
                assertThatThrownBy(handle::join).isInstanceOf(WorkerLostException.class);
            }
            assertThat(engine.stats().failed()).isEqualTo(EDITS);
            assertThat(engine.stats().workersLost()).isEqualTo(2);
        }
    }

    private static List<EditHandle> submit(EditEngine engine) {
        List<EditHandle> handles = new ArrayList<>();
        for (int seed = 0; seed < EDITS; seed++) {
            handles.add(engine.submit(request(seed)));
        }
        return handles;
    }

    private static void assertAllDone(EditEngine engine, List<EditHandle> handles) {
        assertThat(handles).hasSize(EDITS);
        Samples.assertPictures(handles, EXPECTED);
        await().until(() -> engine.stats().pending() == 0);
        assertThat(engine.stats().done()).isEqualTo(EDITS);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean waiting = true;
        while (waiting) {
            try {
                latch.await();
                waiting = false;
            } catch (InterruptedException e) {
                // a step that hangs hears nothing
            }
        }
    }

    private static EditRequest request(long seed) {
        return EditRequest.builder()
                .image(Samples.image(48, 32, 1))
                .mask(EditMask.rectangle(48, 32, 10, 5, 20, 20))
                .numInferenceSteps(4)
                .maxSequenceLength(8)
                .seed(seed)
                .build();
    }
}
