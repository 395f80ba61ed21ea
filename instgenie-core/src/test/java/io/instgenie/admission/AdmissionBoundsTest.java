package io.instgenie.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.instgenie.edit.OverloadedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AdmissionBoundsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final AdmissionBounds bounds = new AdmissionBounds(new AdmissionLimits(2, 100));

    @Test
    void countAndBytesAreBounded() {
        bounds.admit(60);
        assertThatThrownBy(() -> bounds.admit(60))
                .isInstanceOf(OverloadedException.class)
                .hasMessageContaining("1 edits of 2 are pending, with 60 bytes of 100; this one has 60");
        bounds.admit(40);
        assertThatThrownBy(() -> bounds.admit(0)).hasMessageContaining("2 edits of 2");
        bounds.release(60);
        bounds.admit(60);
        assertThat(bounds.count()).isEqualTo(2);
    }

    @Test
    void whatIsTooLargeIsAdmittedAlone() {
        bounds.admit(1000);
        assertThatThrownBy(() -> bounds.admit(1)).isInstanceOf(OverloadedException.class);
    }

    @Test
    void patienceEnds() {
        bounds.admit(100);
        assertThatThrownBy(() -> bounds.admit(1, Duration.ofMillis(5)))
                .isInstanceOf(OverloadedException.class)
                .hasMessageContaining("no room for PT0.005S");
        bounds.release(100);
        bounds.admit(1);
    }

    @Test
    void whoWaitsIsServedInOrder() throws InterruptedException {
        bounds.admit(100);
        List<Integer> order = new CopyOnWriteArrayList<>();
        Thread large = waiting(90, () -> order.add(1));
        Thread small = waiting(5, () -> order.add(2));
        assertThatThrownBy(() -> bounds.admit(1))
                .as("nobody passes those that wait")
                .isInstanceOf(OverloadedException.class);
        bounds.release(100);
        large.join();
        small.join();
        assertThat(order).containsExactlyInAnyOrder(1, 2);
        assertThat(bounds.count()).isEqualTo(2);
    }

    @Test
    void anInterruptedCallerIsRefusedAndStaysInterrupted() throws InterruptedException {
        bounds.admit(100);
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            assertThatThrownBy(() -> bounds.admit(1, LONG)).hasMessageContaining("interrupted");
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        start(caller);
        caller.interrupt();
        caller.join();
        assertThat(interrupted).hasValue(true);
    }

    @Test
    void closingEndsAllWaiting() throws InterruptedException {
        bounds.admit(100);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                bounds.admit(1, LONG);
            } catch (OverloadedException e) {
                failure.set(e);
            }
        });
        start(caller);
        bounds.close();
        caller.join();
        assertThat(failure.get()).hasMessageContaining("closed");
    }

    private Thread waiting(long bytes, Runnable then) {
        Thread thread = new Thread(() -> {
            bounds.admit(bytes, LONG);
            then.run();
        });
        start(thread);
        return thread;
    }

    /** Returns when the thread waits. */
    private static void start(Thread thread) {
        thread.start();
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }
}
