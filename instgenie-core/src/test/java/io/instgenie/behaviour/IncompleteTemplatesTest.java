package io.instgenie.behaviour;

import static io.instgenie.behaviour.Samples.largestDifference;
import static io.instgenie.behaviour.SmallEdits.cached;
import static io.instgenie.behaviour.SmallEdits.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.EditEngine;
import io.instgenie.EditEngineBuilder;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditResult;
import io.instgenie.parity.ParityCase;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was recorded of a template is kept and used, even if it is not all of it, or does not fit memory. */
@Timeout(180)
class IncompleteTemplatesTest {
    private static final ParityCase MODEL = ParityCase.FLUX_FILL;
    private static final int STEPS = 6;
    /** Of a schedule for which edits of {@link #STEPS} find nothing. */
    private static final int OTHER_STEPS = STEPS - 1;

    private static final int RECORDED = 2;
    private static final long ROOM = 1L << 30;

    @TempDir
    private Path folder;

    @Test
    void stepsRecordedBeforeAnEditWasCancelledComeBackFromDisk() {
        EditImage expected = expected();
        try (EditEngine engine = engine(0).build()) {
            engine.register(template(OTHER_STEPS));
            cancelAfter(engine, RECORDED);
        }
        try (EditEngine engine = engine(0).build()) {
            engine.register(template(OTHER_STEPS));
            EditResult completing = engine.edit(cached(STEPS));
            assertThat(completing.provenance().cacheHits()).isEqualTo(RECORDED);
            assertThat(completing.provenance().cacheMisses()).isEqualTo(STEPS - RECORDED);
            assertThat(largestDifference(completing.image(), expected)).isLessThanOrEqualTo(1);
        }
        try (EditEngine engine = engine(0).build()) {
            engine.register(template(OTHER_STEPS));
            EditResult complete = engine.edit(cached(STEPS));
            assertThat(complete.provenance().cacheHits()).isEqualTo(STEPS);
            assertThat(largestDifference(complete.image(), expected)).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aTemplateLargerThanMemoryKeepsTheStepsThatFit() {
        EditImage expected = expected();
        long step;
        try (EditEngine engine = engine(ROOM).build()) {
            engine.register(template(STEPS));
            step = engine.hostCacheUse() / STEPS;
        }
        try (EditEngine engine = engine(2 * step + step / 2).build()) {
            engine.register(template(STEPS));
            for (int i = 0; i < 2; i++) {
                EditResult result = engine.edit(cached(STEPS));
                assertThat(result.provenance().cacheHits()).isEqualTo(STEPS);
                assertThat(largestDifference(result.image(), expected)).isLessThanOrEqualTo(1);
                assertThat(engine.hostCacheUse()).isEqualTo(2 * step);
            }
        }
    }

    private static EditImage expected() {
        try (EditEngine engine = EditEngine.builder(MODEL.path("model")).build()) {
            engine.register(template(OTHER_STEPS));
            return engine.edit(cached(STEPS)).image();
        }
    }

    private EditEngineBuilder engine(long hostCacheBytes) {
        return EditEngine.builder(MODEL.path("model"))
                .hostCacheBytes(hostCacheBytes)
                .diskCache(folder, ROOM);
    }

    /** Of an edit for whose schedule nothing is recorded. */
    private static void cancelAfter(EditEngine engine, int steps) {
        try (HeldEngine held = HeldEngine.hold(engine)) {
            EditHandle handle = engine.submit(cached(STEPS));
            handle.onProgress(progress -> {
                if (progress.step() == steps) {
                    handle.cancel();
                }
            });
            held.release();
            assertThatThrownBy(handle::join).isInstanceOf(CancellationException.class);
        }
    }
}
