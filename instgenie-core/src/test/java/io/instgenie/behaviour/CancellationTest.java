package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.EditResult;
import io.instgenie.parity.ParityCase;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class CancellationTest {
    private static EditEngine engine;

    @BeforeAll
    static void start() {
        engine = EditEngine.builder(ParityCase.FLUX_FILL.path("model"))
                .maxBatchSize(2)
                .build();
    }

    @AfterAll
    static void end() {
        engine.close();
    }

    @Test
    void aWaitingEditNeverBegins() {
        EditResult alone = engine.edit(request(1));
        Queue<Integer> steps = new ConcurrentLinkedQueue<>();
        EditHandle cancelled;
        EditHandle other;
        try (HeldEngine held = HeldEngine.hold(engine)) {
            cancelled = engine.submit(request(2)).onProgress(progress -> steps.add(progress.step()));
            other = engine.submit(request(1));
            assertThat(cancelled.cancel()).isTrue();
        }
        assertThat(other.join().image()).isEqualTo(alone.image());
        assertCancelled(cancelled);
        assertThat(steps).isEmpty();
    }

    @Test
    void anEditUnderWayEndsAtTheNextStep() {
        EditResult alone = engine.edit(request(1));
        Queue<Integer> steps = new ConcurrentLinkedQueue<>();
        EditHandle cancelled;
        EditHandle other;
        try (HeldEngine held = HeldEngine.hold(engine)) {
            cancelled = engine.submit(request(2));
            EditHandle self = cancelled;
            cancelled.onProgress(progress -> {
                steps.add(progress.step());
                self.cancel();
            });
            other = engine.submit(request(1));
        }
        assertThat(Samples.largestDifference(other.join().image(), alone.image()))
                .isLessThanOrEqualTo(1);
        assertCancelled(cancelled);
        assertThat(steps).containsExactly(1);
    }

    @Test
    void aFinishedEditStaysFinished() {
        EditHandle handle = engine.submit(request(1));
        EditResult result = handle.join();
        assertThat(handle.cancel()).isFalse();
        assertThat(handle.join()).isSameAs(result);
    }

    /** More cancellations than the engine has places: were they not freed, it would stand still. */
    @Test
    void placesAreFreed() {
        for (int i = 0; i < 5; i++) {
            HeldEngine.hold(engine).close();
        }
        assertThat(engine.edit(request(3)).provenance().steps()).isEqualTo(4);
    }

    private static void assertCancelled(EditHandle handle) {
        assertThatThrownBy(handle::join).isInstanceOf(CancellationException.class);
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
