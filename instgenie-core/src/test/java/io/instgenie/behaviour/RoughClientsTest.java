package io.instgenie.behaviour;

import static io.instgenie.behaviour.SmallEdits.engine;
import static io.instgenie.behaviour.SmallEdits.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.OverloadedException;
import io.instgenie.metrics.EngineStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that flood, give up or are interrupted neither lose an edit nor get one twice. */
@Timeout(180)
class RoughClientsTest {
    private static final int CLIENTS = 4;
    private static final long SEED = 77;

    private enum End {
        DONE,
        CANCELLED,
        REFUSED
    }

    @Test
    void ofAFloodOfTenTimesTheRoomEachEditIsRefusedOrDone() throws InterruptedException, ExecutionException {
        try (EditEngine engine = engine().maxPendingEdits(8).build()) {
            List<End> ends = onClients(client -> {
                List<End> own = new ArrayList<>();
                List<EditHandle> handles = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    try {
                        handles.add(engine.submit(request(i)));
                    } catch (OverloadedException e) {
                        own.add(End.REFUSED);
                    }
                }
                handles.forEach(handle -> own.add(end(handle)));
                return own;
            });
            assertThat(ends).hasSize(20 * CLIENTS).contains(End.DONE, End.REFUSED);
            assertCounted(engine, ends);
        }
    }

    @Test
    void clientsThatCancelAllTheTimeHurtNobodyElse() throws InterruptedException, ExecutionException {
        EditImage expected;
        try (EditEngine engine = engine().build()) {
            expected = engine.edit(request(1)).image();
        }
        try (EditEngine engine = engine().workers(2).build()) {
            List<End> ends = onClients(client -> {
                Random random = new Random(SEED + client);
                List<End> own = new ArrayList<>();
                for (int i = 0; i < 15; i++) {
                    EditHandle fickle = engine.submit(request(random.nextInt()));
                    int step = random.nextInt(6);
                    fickle.onProgress(progress -> {
                        if (progress.step() >= step) {
                            fickle.cancel();
                        }
                    });
                    EditHandle patient = engine.submit(request(1));
                    if (random.nextBoolean()) {
                        fickle.cancel();
                    }
                    assertThat(Samples.largestDifference(patient.join().image(), expected))
                            .as("seed %d", SEED)
                            .isLessThanOrEqualTo(1);
                    own.add(End.DONE);
                    own.add(end(fickle));
                }
                return own;
            });
            assertThat(ends).hasSize(30 * CLIENTS).contains(End.CANCELLED);
            assertCounted(engine, ends);
        }
    }

    /** Who is interrupted while waiting gets the result, and is still interrupted. */
    @Test
    void anInterruptedCallerGetsItsResult() {
        try (EditEngine engine = engine().build()) {
            Thread.currentThread().interrupt();
            int steps = engine.edit(request(1)).provenance().steps();
            boolean interrupted = Thread.interrupted();
            assertThat(steps).isEqualTo(4);
            assertThat(interrupted).isTrue();
        }
    }

    @Test
    void closingOnAnInterruptedThreadEndsEverythingToo() {
        EditEngine engine = engine().build();
        EditHandle handle = engine.submit(request(1));
        Thread.currentThread().interrupt();
        engine.close(Duration.ofMinutes(1));
        boolean interrupted = Thread.interrupted();
        assertThat(handle.future()).isDone();
        assertThat(interrupted).isTrue();
    }

    /** What one client does; its edits' ends. */
    @FunctionalInterface
    private interface Client {
        List<End> serve(int client);
    }

    private static List<End> onClients(Client client) throws InterruptedException, ExecutionException {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Callable<List<End>>> calls = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int number = i;
                calls.add(() -> client.serve(number));
            }
            List<End> ends = new ArrayList<>();
            for (Future<List<End>> call : clients.invokeAll(calls)) {
                ends.addAll(call.get());
            }
            return ends;
        } finally {
            clients.shutdownNow();
        }
    }

    private static End end(EditHandle handle) {
        try {
            handle.join();
            return End.DONE;
        } catch (CancellationException e) {
            return End.CANCELLED;
        }
    }

    private static void assertCounted(EditEngine engine, List<End> ends) {
        await().until(() -> engine.stats().pending() == 0);
        EngineStats stats = engine.stats();
        assertThat(stats.submitted()).isEqualTo(ends.size());
        assertThat(stats.done()).isEqualTo(count(ends, End.DONE));
        assertThat(stats.cancelled()).isEqualTo(count(ends, End.CANCELLED));
        assertThat(stats.refused()).isEqualTo(count(ends, End.REFUSED));
    }

    private static long count(List<End> ends, End end) {
        return ends.stream().filter(one -> one == end).count();
    }
}
