package io.instgenie.behaviour;

import static io.instgenie.behaviour.SmallEdits.engine;
import static io.instgenie.behaviour.SmallEdits.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.OverloadedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Edits beyond the bounds wait or are refused. */
@Timeout(180)
class RoomForEditsTest {
    @Test
    void aCallerMayWaitForRoom() {
        try (EditEngine engine = engine().maxPendingEdits(1).build()) {
            CompletableFuture<EditHandle> waiting;
            try (HeldEngine held = HeldEngine.hold(engine)) {
                assertThatThrownBy(() -> engine.submit(request().build(), Duration.ofMillis(5)))
                        .isInstanceOf(OverloadedException.class)
                        .hasMessageContaining("no room for");
                waiting = CompletableFuture.supplyAsync(
                        () -> engine.submit(request().build(), Duration.ofMinutes(1)));
                assertThat(waiting).isNotDone();
            }
            assertThat(waiting.join().join().provenance().steps()).isEqualTo(4);
        }
    }

    @Test
    void memoryOfPendingEditsIsBoundedToo() {
        try (EditEngine engine = engine().maxPendingBytes(100_000_000).build();
                HeldEngine held = HeldEngine.hold(engine)) {
            assertThatThrownBy(() -> engine.submit(request().build()))
                    .isInstanceOf(OverloadedException.class)
                    .hasMessageContaining("bytes of 100000000");
        }
    }
}
