package io.instgenie.behaviour;

import static io.instgenie.behaviour.SmallEdits.cached;
import static io.instgenie.behaviour.SmallEdits.engine;
import static io.instgenie.behaviour.SmallEdits.request;
import static io.instgenie.behaviour.SmallEdits.template;
import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.EditEngine;
import io.instgenie.batching.DeadlineStepScheduler;
import io.instgenie.edit.EditHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The longest duration there is means for ever, wherever one is taken. */
@Timeout(180)
class DurationsForEverTest {
    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

    @Test
    void nothingIsLateAndEverythingIsWaitedFor(@TempDir Path folder) {
        EditEngine engine = engine().maxPendingEdits(1)
                .stallTimeout(FOR_EVER)
                .loadTimeout(FOR_EVER)
                .diskCache(folder, 1 << 26)
                .hostCacheBytes(0)
                .stepScheduler(new DeadlineStepScheduler(FOR_EVER))
                .build();
        engine.register(template(4));
        assertThat(engine.edit(cached(4)).provenance().cacheHits()).isEqualTo(4);
        CompletableFuture<EditHandle> waiting;
        try (HeldEngine held = HeldEngine.hold(engine)) {
            waiting = CompletableFuture.supplyAsync(
                    () -> engine.submit(request().deadline(FOR_EVER).build(), FOR_EVER));
            assertThat(waiting).isNotDone();
        }
        EditHandle handle = waiting.join();
        engine.close(FOR_EVER);
        assertThat(handle.join().provenance().steps()).isEqualTo(4);
    }
}
