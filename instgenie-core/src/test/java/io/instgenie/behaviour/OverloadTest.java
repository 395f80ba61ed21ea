package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.OverloadedException;
import io.instgenie.parity.ParityCase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class OverloadTest {
    private static final EditRequest REQUEST = EditRequest.builder()
            .image(Samples.image(32, 32, 1))
            .mask(EditMask.full(32, 32))
            .numInferenceSteps(2)
            .maxSequenceLength(8)
            .build();

    @Test
    void refusesMoreThanItMayHoldAndServesTheRest() {
        try (EditEngine engine = engine(2)) {
            EditHandle accepted;
            try (HeldEngine held = HeldEngine.hold(engine)) {
                accepted = engine.submit(REQUEST);
                assertThatThrownBy(() -> engine.submit(REQUEST))
                        .isInstanceOf(OverloadedException.class)
                        .hasMessageContaining("2 edits of 2 are pending");
            }
            assertThat(accepted.join().provenance().steps()).isEqualTo(2);
            assertThat(engine.edit(REQUEST).provenance().steps()).isEqualTo(2);
        }
    }

    @Test
    void aCancelledEditMakesRoomAtOnce() {
        try (EditEngine engine = engine(2);
                HeldEngine held = HeldEngine.hold(engine)) {
            engine.submit(REQUEST).cancel();
            assertThat(engine.submit(REQUEST).future()).isNotDone();
        }
    }

    @Test
    void theBoundHoldsForThreadsAtOnce() throws InterruptedException, ExecutionException {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try (EditEngine engine = engine(5);
                HeldEngine held = HeldEngine.hold(engine)) {
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                calls.add(() -> {
                    try {
                        engine.submit(REQUEST);
                        return true;
                    } catch (OverloadedException e) {
                        return false;
                    }
                });
            }
            int accepted = 0;
            for (Future<Boolean> call : callers.invokeAll(calls)) {
                accepted += call.get() ? 1 : 0;
            }
            assertThat(accepted).isEqualTo(4); // the fifth is the one that holds the engine
        } finally {
            callers.shutdownNow();
        }
    }

    private static EditEngine engine(int maxPendingEdits) {
        return EditEngine.builder(ParityCase.FLUX_FILL.path("model"))
                .maxPendingEdits(maxPendingEdits)
                .build();
    }
}
