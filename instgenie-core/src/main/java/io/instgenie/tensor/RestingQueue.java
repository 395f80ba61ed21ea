package io.instgenie.tensor;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What one thread takes its work from. If nothing has come for a while, it gives back the memory that its work has freed, which the C heap
 * otherwise keeps warm for the next. Thread-safe.
 */
public final class RestingQueue<E> extends LinkedBlockingQueue<E> {
    private static final long serialVersionUID = 1;
    private static final long IDLE_SECONDS = 1;

    @Override
    public E take() throws InterruptedException {
        E next = poll(IDLE_SECONDS, TimeUnit.SECONDS);
        if (next != null) {
            return next;
        }
        TorchRuntime.returnFreeMemory();
        return super.take();
    }
}
