package io.instgenie.behaviour;

import static io.instgenie.behaviour.SmallEdits.engine;
import static io.instgenie.behaviour.SmallEdits.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.WorkerLostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An engine may finish what it has before it closes. */
@Timeout(180)
class DrainTest {
    @Test
    void closingWithPatienceFinishesWhatIsPending() {
        EditEngine engine = engine().workers(2).build();
        List<EditHandle> handles = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            handles.add(engine.submit(request().seed(i).build()));
        }
        engine.close(Duration.ofMinutes(1));
        assertThat(handles)
                .allSatisfy(
                        handle -> assertThat(handle.join().provenance().steps()).isEqualTo(4));
        assertThatThrownBy(() -> engine.submit(request().build())).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void patienceWithClosingEnds() {
        EditEngine engine = engine().build();
        HeldEngine held = HeldEngine.hold(engine);
        EditHandle pending = engine.submit(request().build());
        engine.close(Duration.ofMillis(5));
        assertThatThrownBy(pending::join).isInstanceOf(WorkerLostException.class);
        assertThatThrownBy(held.holder()::join).isInstanceOf(WorkerLostException.class);
    }

    /** A preview is being decoded when its listener closes the engine: latents that come after are freed. */
    @Test
    void aListenerMayCloseTheEngine() {
        EditEngine engine = engine().build();
        EditHandle handle =
                engine.submit(request().previews(true).numInferenceSteps(50).build());
        handle.onProgress(progress -> engine.close());
        assertThatThrownBy(handle::join).isInstanceOf(WorkerLostException.class);
    }
}
