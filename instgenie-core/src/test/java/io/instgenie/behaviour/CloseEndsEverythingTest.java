package io.instgenie.behaviour;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.InstGenieException;
import io.instgenie.edit.Template;
import io.instgenie.edit.WorkerLostException;
import io.instgenie.parity.ParityCase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class CloseEndsEverythingTest {
    @Test
    void editsInFlightCompleteAndThreadsEnd() {
        EditEngine engine = engine();
        List<EditHandle> handles = new ArrayList<>();
        HeldEngine held = HeldEngine.hold(engine);
        handles.add(held.holder());
        for (int i = 0; i < 20; i++) {
            handles.add(engine.submit(request(64 + 16 * i)));
        }
        engine.close();
        for (EditHandle handle : handles) {
            assertThat(handle.future()).isDone();
            assertThatThrownBy(handle::join).isInstanceOf(WorkerLostException.class);
        }
        assertNoThreadIsLeft();
        engine.close();
    }

    @Test
    void editsDoneStayDone() {
        EditEngine engine = engine();
        EditHandle done = engine.submit(request(32));
        EditResult result = done.join();
        engine.close();
        assertThat(done.join()).isSameAs(result);
    }

    /** One registration waits for the worker, the next behind a large picture that is being encoded. */
    @Test
    void registrationsFailToo() throws InterruptedException {
        EditEngine engine = engine();
        HeldEngine.hold(engine);
        List<CompletableFuture<Void>> registrations = new ArrayList<>();
        registrations.add(register(engine, "recording"));
        engine.submit(request(1024));
        registrations.add(register(engine, "waiting"));
        engine.close();
        for (CompletableFuture<Void> registration : registrations) {
            assertThat(registration)
                    .failsWithin(20, SECONDS)
                    .withThrowableThat()
                    .withCauseInstanceOf(InstGenieException.class);
        }
        assertNoThreadIsLeft();
    }

    /** Registers on a thread of its own; returns when that thread waits. */
    private static CompletableFuture<Void> register(EditEngine engine, String id) throws InterruptedException {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        EditImage image = Samples.image(32, 32, 1);
        Thread thread = new Thread(() -> {
            try {
                engine.register(Template.of(id, image));
                outcome.complete(null);
            } catch (Throwable t) { // the test reads it
                outcome.completeExceptionally(t);
            }
        });
        thread.setDaemon(true);
        thread.start();
        while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
            Thread.sleep(1);
        }
        return outcome;
    }

    @Test
    void enginesDoNotShareTheirEnd() {
        EditEngine first = engine();
        EditEngine second = engine();
        EditImage expected = first.edit(request(32)).image();
        EditHandle pending = second.submit(request(32));
        first.close();
        assertThat(pending.join().image()).isEqualTo(expected);
        assertThat(second.edit(request(32)).image()).isEqualTo(expected);
        second.close();
        assertNoThreadIsLeft();
    }

    @Test
    void mayBeClosedByWhoeverWaitsForAResult() throws InterruptedException {
        EditEngine engine = engine();
        CountDownLatch closed = new CountDownLatch(1);
        EditHandle handle = engine.submit(request(64));
        handle.future().thenRun(() -> {
            engine.close();
            closed.countDown();
        });
        assertThat(closed.await(20, SECONDS)).isTrue();
    }

    private static List<String> engineThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("instgenie-"))
                .toList();
    }

    private static EditEngine engine() {
        return EditEngine.builder(ParityCase.FLUX_FILL.path("model")).build();
    }

    /** An executor has ended a moment before its last thread has. */
    private static void assertNoThreadIsLeft() {
        await().untilAsserted(() -> assertThat(engineThreads()).isEmpty());
    }

    private static EditRequest request(int size) {
        return EditRequest.builder()
                .image(Samples.image(size, size, 1))
                .mask(EditMask.rectangle(size, size, 3, 4, 20, 10))
                .numInferenceSteps(4)
                .maxSequenceLength(8)
                .build();
    }
}
