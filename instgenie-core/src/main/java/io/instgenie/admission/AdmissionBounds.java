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
    /** One edit is encoded at a time, and one decoded. */
    private static final int CODING = 2;

    private final AdmissionLimits limits;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private final Deque<Object> waiting = new ArrayDeque<>();
    private final LargestSum stepping;
    private final LargestSum coding;
    private int count;
    private long held;
    private boolean closed;

    /** Bounds with nothing admitted. */
    public AdmissionBounds(AdmissionLimits limits) {
        this.limits = limits;
        stepping = new LargestSum(limits.stepping());
        coding = new LargestSum(CODING);
    }

    /**
     * Admits a request or refuses it at once; one must not pass those that wait.
     *
     * @throws OverloadedException if there is no room
     */
    public void admit(EditMemory size) {
        lock.lock();
        try {
            if (!waiting.isEmpty() || !take(size)) {
                throw overloaded(size, "try again when some are done");
            }
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
    public void admit(EditMemory size, Duration patience) {
        long left = NANOSECONDS.convert(patience);
        lock.lock();
        Object self = new Object();
        waiting.add(self);
        try {
            while (!closed && (waiting.peek() != self || !take(size))) {
                if (left <= 0) {
                    throw overloaded(size, "there was no room for " + patience);
                }
                left = changed.awaitNanos(left);
            }
            if (closed) {
                throw overloaded(size, "the engine was closed meanwhile");
            }
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
    public void release(EditMemory size) {
        lock.lock();
        try {
            remove(size);
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

    /** Takes room for one more, if there is some. */
    private boolean take(EditMemory size) {
        if (count >= limits.count()) {
            return false;
        }
        add(size);
        if (count == 1 || bytes() <= limits.bytes()) {
            return true;
        }
        remove(size);
        return false;
    }

    private void add(EditMemory size) {
        count++;
        held += size.held();
        stepping.add(size.stepping());
        coding.add(size.coding());
    }

    private void remove(EditMemory size) {
        count--;
        held -= size.held();
        stepping.remove(size.stepping());
        coding.remove(size.coding());
    }

    private long bytes() {
        return held + stepping.sum() + coding.sum();
    }

    private OverloadedException overloaded(EditMemory size, String advice) {
        return new OverloadedException(count + " edits of " + limits.count() + " are pending, with " + bytes()
                + " bytes of " + limits.bytes() + "; this one has " + size.alone() + "; " + advice);
    }
}
