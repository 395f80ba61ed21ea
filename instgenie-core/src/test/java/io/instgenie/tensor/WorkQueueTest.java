package io.instgenie.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    @Test
    void whatComesToAnIdleThreadIsTaken() throws InterruptedException {
        WorkQueue<String> queue = new WorkQueue<>();
        List<String> taken = new CopyOnWriteArrayList<>();
        Thread taker = new Thread(() -> takeTwo(queue, taken));
        taker.start();
        await().until(() -> taker.getState() == Thread.State.WAITING); // no longer for a second only

        queue.add("late");
        queue.add("at once");

        taker.join();
        assertThat(taken).containsExactly("late", "at once");
    }

    private static void takeTwo(WorkQueue<String> queue, List<String> taken) {
        try {
            taken.add(queue.take());
            taken.add(queue.take());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
