package io.instgenie.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EditHandleTest {
    private static final EditProgress PROGRESS = new EditProgress(1, 4, Optional.empty());

    private final EditPromise promise = new EditPromise();
    private final EditHandle handle = promise.handle();

    @Test
    void resultArrives() {
        EditResult result = result();

        assertThat(promise.complete(result)).isTrue();

        assertThat(handle.join()).isSameAs(result);
        assertThat(handle.future()).isCompletedWithValue(result);
        assertThat(handle.cancel()).isFalse();
        assertThat(promise.fail(new WorkerLostException("late"))).isFalse();
    }

    @Test
    void failureArrivesAsItWasThrown() {
        WorkerLostException failure = new WorkerLostException("worker 0 is lost");
        promise.fail(failure);

        assertThatThrownBy(handle::join).isSameAs(failure);
        assertThat(handle.cancel()).isFalse();
    }

    @Test
    void cancelSettlesOnce() {
        assertThat(promise.isSettled()).isFalse();
        assertThat(handle.cancel()).isTrue();

        assertThat(promise.isSettled()).isTrue();
        assertThat(handle.future()).isCancelled();
        assertThatThrownBy(handle::join).isInstanceOf(CancellationException.class);
        assertThat(handle.cancel()).isFalse();
        assertThat(promise.complete(result())).isFalse();
    }

    @Test
    void timeOutOfTheFutureSettles() throws Exception {
        handle.future()
                .orTimeout(1, TimeUnit.MILLISECONDS)
                .handle((result, failure) -> 0)
                .get();

        assertThat(promise.isSettled()).isTrue();
    }

    @Test
    void listenersHearEachStep() {
        List<EditProgress> heard = new ArrayList<>();
        handle.onProgress(heard::add).onProgress(heard::add);

        promise.progress(PROGRESS);

        assertThat(heard).containsExactly(PROGRESS, PROGRESS);
    }

    @Test
    void failingListenerHurtsNobody() {
        List<EditProgress> heard = new ArrayList<>();
        handle.onProgress(progress -> {
                    throw new AssertionError("expected in this test's log");
                })
                .onProgress(heard::add);

        promise.progress(PROGRESS);

        assertThat(heard).containsExactly(PROGRESS);
        assertThat(promise.isSettled()).isFalse();
    }

    @Test
    void settledEditsAreSilent() {
        List<EditProgress> heard = new ArrayList<>();
        handle.onProgress(heard::add);
        handle.cancel();

        promise.progress(PROGRESS);

        assertThat(heard).isEmpty();
    }

    @Test
    void exactlyOneOutcomeWins() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 200; round++) {
                EditPromise raced = new EditPromise();
                CyclicBarrier start = new CyclicBarrier(3);
                List<Callable<Boolean>> contenders = List.of(
                        () -> raced.handle().cancel(),
                        () -> raced.complete(result()),
                        () -> raced.fail(new WorkerLostException("lost")));
                List<Future<Boolean>> outcomes = new ArrayList<>();
                for (Callable<Boolean> contender : contenders) {
                    outcomes.add(threads.submit(() -> {
                        start.await();
                        return contender.call();
                    }));
                }
                int winners = 0;
                for (Future<Boolean> outcome : outcomes) {
                    winners += outcome.get() ? 1 : 0;
                }
                assertThat(winners).as("round %d", round).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void provenanceTellsTheModeUsed() {
        assertThat(result().provenance().times().total()).isEqualTo(Duration.ofMillis(10));
        assertThatThrownBy(() -> provenance(EditMode.AUTO)).isInstanceOf(IllegalArgumentException.class);
    }

    private static EditResult result() {
        return new EditResult(EditImage.ofRgb(1, 1, new byte[3]), provenance(EditMode.DENSE));
    }

    private static Provenance provenance(EditMode mode) {
        PhaseTimes times =
                new PhaseTimes(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(3), Duration.ofMillis(4));
        return new Provenance(7, 4, mode, 1, 1, 1, 0, 0, times, "hash", List.of());
    }
}
