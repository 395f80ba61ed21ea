package io.instgenie.tensor;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What waits for a thread that computes. If nothing has come for a second, the thread that waits to {@link #take} gives {@linkplain
 * TorchRuntime#returnFreeMemory free memory back}, which the C heap otherwise keeps warm for the next step. Thread-safe.
 */
public final class WorkQueue<E> extends LinkedBlockingQueue<E> {
    private static final long serialVersionUID = 1;
    private static final long IDLE_MILLIS = 1000;

    @Override
    public E take() throws InterruptedException {
        E next = poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        if (next != null) {
            return next;
        }
        TorchRuntime.returnFreeMemory();
        return super.take();
    }
}
