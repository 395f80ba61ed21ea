package io.instgenie.admission;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.instgenie.edit.OverloadedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts what is admitted, and refuses or holds back what is too much. Whoever waits is let in first come, first served. Thread-safe. */
public final class AdmissionBounds {
    private final AdmissionLimits limits;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private final Deque<Object> waiting = new ArrayDeque<>();
    private int count;
    private long bytes;
    private boolean closed;

    /** Bounds with nothing admitted. */
    public AdmissionBounds(AdmissionLimits limits) {
        this.limits = limits;
    }

    /**
     * Admits a request or refuses it at once; one must not pass those that wait.
     *
     * @throws OverloadedException if there is no room
     */
    public void admit(long size) {
        lock.lock();
        try {
            if (!waiting.isEmpty() || !hasRoom(size)) {
                throw overloaded(size, "try again when some are done");
            }
            take(size);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Admits a request, waiting for room.
     *
     * @throws OverloadedException if there was no room for so long, the bounds were closed meanwhile, or the thread was interrupted, which
     *     it is then still
     */
    public void admit(long size, Duration patience) {
        long left = NANOSECONDS.convert(patience);
        lock.lock();
        Object self = new Object();
        waiting.add(self);
        try {
            while (!closed && (waiting.peek() != self || !hasRoom(size))) {
                if (left <= 0) {
                    throw overloaded(size, "there was no room for " + patience);
                }
                left = changed.awaitNanos(left);
            }
            if (closed) {
                throw overloaded(size, "the engine was closed meanwhile");
            }
            take(size);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw overloaded(size, "the caller was interrupted while waiting");
        } finally {
            waiting.remove(self);
            changed.signalAll(); // the next in line may find room too
            lock.unlock();
        }
    }

    /** Gives an admitted request's room back. */
    public void release(long size) {
        lock.lock();
        try {
            count--;
            bytes -= size;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody wait any longer. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Requests admitted and not released. */
    public int count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom(long size) {
        return count < limits.count() && (count == 0 || size <= limits.bytes() - bytes);
    }

    private void take(long size) {
        count++;
        bytes += size;
    }

    private OverloadedException overloaded(long size, String advice) {
        return new OverloadedException(count + " edits of " + limits.count() + " are pending, with " + bytes
                + " bytes of " + limits.bytes() + "; this one has " + size + "; " + advice);
    }
}
