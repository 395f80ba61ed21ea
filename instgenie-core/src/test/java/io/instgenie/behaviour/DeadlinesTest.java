package io.instgenie.behaviour;

import static io.instgenie.behaviour.SmallEdits.engine;
import static io.instgenie.behaviour.SmallEdits.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.instgenie.EditEngine;
import io.instgenie.edit.DeadlineExceededException;
import io.instgenie.edit.EditHandle;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody is served too late. */
@Timeout(180)
class DeadlinesTest {
    @Test
    void deadlinesCountTheTimeInTheQueue() {
        try (EditEngine engine = engine().maxBatchSize(1).build()) {
            EditHandle late;
            try (HeldEngine held = HeldEngine.hold(engine)) {
                late = engine.submit(request().deadline(Duration.ofMillis(1)).build());
                await().until(() -> late.future().isDone() || engine.stats().submitted() == 2);
            }
            assertThatThrownBy(late::join).isInstanceOf(DeadlineExceededException.class);
            assertThat(engine.stats().expired()).isEqualTo(1);
        }
    }

    @Test
    void aDeadlineThatCannotBeMetIsRefusedAtOnce() {
        try (EditEngine engine = engine().build()) {
            for (int i = 0; i < 10; i++) {
                engine.edit(request().build());
            }
            assertThatThrownBy(() -> engine.submit(request()
                            .numInferenceSteps(1000)
                            .deadline(Duration.ofNanos(1000))
                            .build()))
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasMessageContaining("cannot be met");
            assertThat(engine.stats().refused()).isEqualTo(1);
        }
    }
}
