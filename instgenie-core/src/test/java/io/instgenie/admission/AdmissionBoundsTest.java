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

    private final AdmissionBounds bounds = new AdmissionBounds(new AdmissionLimits(2, 100, 2));

    @Test
    void countAndBytesAreBounded() {
        bounds.admit(held(60));
        assertThatThrownBy(() -> bounds.admit(held(60)))
                .isInstanceOf(OverloadedException.class)
                .hasMessageContaining("1 edits of 2 are pending, with 60 bytes of 100; this one has 60");
        bounds.admit(held(40));
        assertThatThrownBy(() -> bounds.admit(held(0))).hasMessageContaining("2 edits of 2");
        bounds.release(held(60));
        bounds.admit(held(60));
        assertThat(bounds.count()).isEqualTo(2);
    }

    @Test
    void whatIsTooLargeIsAdmittedAlone() {
        bounds.admit(held(1000));
        assertThatThrownBy(() -> bounds.admit(held(1))).isInstanceOf(OverloadedException.class);
    }

    @Test
    void patienceEnds() {
        bounds.admit(held(100));
        assertThatThrownBy(() -> bounds.admit(held(1), Duration.ofMillis(5)))
                .isInstanceOf(OverloadedException.class)
                .hasMessageContaining("no room for PT0.005S");
        bounds.release(held(100));
        bounds.admit(held(1));
    }

    @Test
    void whoWaitsIsServedInOrder() throws InterruptedException {
        bounds.admit(held(100));
        List<Integer> order = new CopyOnWriteArrayList<>();
        Thread large = waiting(90, () -> order.add(1));
        Thread small = waiting(5, () -> order.add(2));
        assertThatThrownBy(() -> bounds.admit(held(1)))
                .as("nobody passes those that wait")
                .isInstanceOf(OverloadedException.class);
        bounds.release(held(100));
        large.join();
        small.join();
        assertThat(order).containsExactlyInAnyOrder(1, 2);
        assertThat(bounds.count()).isEqualTo(2);
    }

    @Test
    void anInterruptedCallerIsRefusedAndStaysInterrupted() throws InterruptedException {
        bounds.admit(held(100));
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            assertThatThrownBy(() -> bounds.admit(held(1), LONG)).hasMessageContaining("interrupted");
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        start(caller);
        caller.interrupt();
        caller.join();
        assertThat(interrupted).hasValue(true);
    }

    @Test
    void closingEndsAllWaiting() throws InterruptedException {
        bounds.admit(held(100));
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                bounds.admit(held(1), LONG);
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
            bounds.admit(held(bytes), LONG);
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

    @Test
    void whatIsCodedCountsTwiceAtMostAndWhatStepsAsOftenAsItMay() {
        AdmissionBounds large = new AdmissionBounds(new AdmissionLimits(100, 1000, 3));
        EditMemory edit = new EditMemory(10, 50, 200);

        for (int i = 0; i < 45; i++) {
            large.admit(edit); // 45 * 10 + 3 * 50 + 2 * 200
        }

        assertThatThrownBy(() -> large.admit(edit)).hasMessageContaining("with 1000 bytes of 1000; this one has 210");
        large.release(edit);
        assertThatThrownBy(() -> large.admit(new EditMemory(10, 50, 201))).isInstanceOf(OverloadedException.class);
        large.admit(new EditMemory(10, 50, 100));
    }

    private static EditMemory held(long bytes) {
        return new EditMemory(bytes, 0, 0);
    }
}
