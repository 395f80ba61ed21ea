package io.instgenie.behaviour;

import static io.instgenie.behaviour.SmallEdits.engine;
import static io.instgenie.behaviour.SmallEdits.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.OverloadedException;
import io.instgenie.metrics.EngineStats;
import io.instgenie.metrics.MicrometerListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every edit is counted once. */
@Timeout(180)
class StatisticsTest {
    @Test
    void everyEditIsInTheStatistics() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (EditEngine engine = engine().maxPendingEdits(2)
                .listener(new MicrometerListener(registry))
                .build()) {
            try (HeldEngine held = HeldEngine.hold(engine)) {
                engine.submit(request().build()).cancel();
                EditHandle last = engine.submit(request().build());
                assertThatThrownBy(() -> engine.submit(request().build())).isInstanceOf(OverloadedException.class);
                held.release();
                last.join();
            }
            EditResult untouched =
                    engine.edit(request().mask(EditMask.empty(48, 32)).build());
            assertThat(untouched.provenance().notes())
                    .containsExactly("nothing was repainted: the mask is black throughout");
            await().until(() -> engine.stats().pending() == 0);
            EngineStats stats = engine.stats();
            assertThat(stats.submitted()).isEqualTo(5);
            assertThat(stats.refused()).isEqualTo(1);
            assertThat(stats.cancelled()).isEqualTo(2);
            assertThat(stats.done()).isEqualTo(2);
            assertThat(stats.latency().count()).isEqualTo(1);
            assertThat(stats.jobSteps()).isGreaterThanOrEqualTo(5);
            assertThat(stats.latency().max())
                    .isGreaterThanOrEqualTo(stats.denoise().max());
            assertThat(registry.counter("instgenie.submitted").count()).isEqualTo(5);
            assertThat(registry.counter("instgenie.edits", "outcome", "done").count())
                    .isEqualTo(2);
        }
    }
}
