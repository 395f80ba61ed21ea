package io.instgenie.behaviour;

import static io.instgenie.behaviour.SmallEdits.engine;
import static io.instgenie.behaviour.SmallEdits.request;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.InstGenieException;
import io.instgenie.metrics.EditTimes;
import io.instgenie.metrics.EngineListener;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a user plugs in may block, or close the engine that calls it. */
@Timeout(180)
class BlockingPartsTest {
    /** As a step that hangs: edits go on elsewhere. */
    @Test
    void aListenerThatBlocksCostsItsWorkerOnly() {
        AtomicBoolean blocks = new AtomicBoolean(true);
        CountDownLatch never = new CountDownLatch(1);
        EngineListener blocking = new EngineListener() {
            @Override
            public void stepped(int worker, int jobs, long rows, long waitNanos, long nanos) {
                if (blocks.getAndSet(false)) {
                    await(never);
                }
            }
        };
        try (EditEngine engine = engine().workers(2)
                .stallTimeout(Duration.ofSeconds(2))
                .listener(blocking)
                .build()) {
            assertThat(engine.edit(request(1)).provenance().steps()).isEqualTo(4);
            assertThat(engine.stats().workersLost()).isEqualTo(1);
            assertThat(engine.stats().restarted()).isEqualTo(1);
        }
    }

    @Test
    void closingEndsARouterThatBlocks() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        EditEngine engine = engine().router((job, workers) -> {
                    blocked.countDown();
                    await(never);
                    return workers.get(0);
                })
                .build();
        EditHandle routed = engine.submit(request(1));
        EditHandle behind = engine.submit(request(2));
        assertThat(blocked.await(60, SECONDS)).isTrue();
        assertThat(behind.cancel()).as("callers are not blocked").isTrue();
        engine.close();
        assertThatThrownBy(routed::join).isInstanceOf(InstGenieException.class);
    }

    @Test
    void aListenerMayCloseTheEngineThatCallsIt() {
        AtomicReference<EditEngine> itself = new AtomicReference<>();
        EngineListener closing = new EngineListener() {
            @Override
            public void timed(EditTimes times) {
                itself.get().close();
            }
        };
        EditEngine engine = engine().listener(closing).build();
        itself.set(engine);
        EditHandle handle = engine.submit(request(1));
        EditHandle other = engine.submit(request(2));
        handle.future().exceptionally(failure -> null).join();
        other.future().exceptionally(failure -> null).join();
        assertThatThrownBy(() -> engine.submit(request(3))).hasMessageContaining("closed");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
