package io.instgenie.cache.prefetch;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.instgenie.cache.disk.SlabLayout;
import io.instgenie.cache.prefetch.PendingLoad.State;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Loads ahead of the computation, on another thread, into a few staging slots: in the order in which plans were scheduled, across steps. The
 * loader never waits for a slot, it is asked for a load only when there is one. Thread-safe.
 *
 * <p>A load that fails does so where it is awaited. Once a load has exceeded its limit, loads behind it are not waited for until it
 * has ended: each block would wait in vain otherwise.
 */
public final class Prefetcher implements AutoCloseable {
    private static final double NANOS = 1e9;

    private final Executor loader;
    private final LongSupplier ticker;
    private final Consumer<LoadTiming> listener;
    private final ReentrantLock lock = new ReentrantLock(); // guards all below
    private final Condition changed = lock.newCondition();
    private final Queue<StagingSlot> free = new ArrayDeque<>();
    private final Deque<PendingLoad> queued = new ArrayDeque<>();
    private final Set<PendingLoad> issued = new HashSet<>(); // ISSUED, LOADING or STAGED
    private final Set<PendingLoad> running = new HashSet<>();
    private final Set<PendingLoad> late = new HashSet<>(); // of those running, or that the loader does not come to
    private boolean closed;
    private long loads;
    private long bytes;
    private long loadNanos;
    private long waitNanos;
    private long lateWaits;
    private long failed;
    private long cancelled;

    /**
     * @param slots how many loads may have arrived or be on their way at a time, 1 or more; 2 hide loads behind compute, more even out
     *     loads of different length
     * @param allocator a slot's memory, of the bytes asked for or more; asked again when a larger load comes, see {@link #directSlot}
     * @param loader runs the loads. It must not interrupt its threads; several threads load in parallel. The caller ends it, after this
     * @param ticker nanoseconds, as of {@link System#nanoTime}
     * @param listener is told what each load took, on the loader's thread
     */
    public Prefetcher(
            int slots,
            IntFunction<ByteBuffer> allocator,
            Executor loader,
            LongSupplier ticker,
            Consumer<LoadTiming> listener) {
        if (slots < 1) {
            throw new IllegalArgumentException("slots must be 1 or more, not " + slots);
        }
        this.loader = loader;
        this.ticker = ticker;
        this.listener = listener;
        for (int i = 0; i < slots; i++) {
            free.add(new StagingSlot(allocator));
        }
    }

    /** Memory outside the heap, aligned as libtorch aligns its own. */
    public static ByteBuffer directSlot(int bytes) {
        int whole = Math.toIntExact(SlabLayout.align(bytes, SlabLayout.SECTION_ALIGNMENT));
        return ByteBuffer.allocateDirect(Math.addExact(whole, SlabLayout.SECTION_ALIGNMENT))
                .alignedSlice(SlabLayout.SECTION_ALIGNMENT);
    }

    /** Puts a plan's loads behind all that were scheduled before. */
    public Prefetch schedule(List<BlockLoad> plan) {
        List<PendingLoad> pending = plan.stream().map(PendingLoad::new).toList();
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the prefetcher is closed");
            }
            queued.addAll(pending);
            issue();
        } finally {
            lock.unlock();
        }
        return new Prefetch(this, pending);
    }

    /** Asks for as many loads as there are slots. Under the lock, so that the order is the plan's. */
    private void issue() {
        while (!free.isEmpty() && !queued.isEmpty()) {
            PendingLoad next = queued.remove();
            next.slot = free.remove();
            next.state = State.ISSUED;
            issued.add(next);
            try {
                loader.execute(() -> run(next));
            } catch (RejectedExecutionException e) {
                fail(next, e);
            }
        }
    }

    private void run(PendingLoad pending) {
        StagingSlot slot = start(pending);
        if (slot == null) {
            return;
        }
        long start = ticker.getAsLong();
        ByteBuffer staged = null;
        Throwable failure = null;
        try {
            staged = slot.take(pending.load.bytes());
            pending.load.load(staged);
            if (staged.hasRemaining()) {
                throw new EOFException(staged.remaining() + " bytes are missing");
            }
            staged.flip();
        } catch (Throwable e) { // also where memory runs out: who awaits the load must hear of it
            failure = e;
        }
        long nanos = ticker.getAsLong() - start;
        finish(pending, slot, staged, failure, nanos);
        if (failure == null) {
            listener.accept(new LoadTiming(pending.load.bytes(), nanos / NANOS));
        }
    }

    /** The slot to load into, or null if the load was given up meanwhile. */
    private @Nullable StagingSlot start(PendingLoad pending) {
        lock.lock();
        try {
            if (pending.state != State.ISSUED) {
                late.remove(pending);
                return null;
            }
            pending.state = State.LOADING;
            running.add(pending);
            return pending.slot;
        } finally {
            lock.unlock();
        }
    }

    private void finish(
            PendingLoad pending,
            StagingSlot slot,
            @Nullable ByteBuffer staged,
            @Nullable Throwable failure,
            long nanos) {
        lock.lock();
        try {
            running.remove(pending);
            late.remove(pending);
            if (failure == null) {
                loads++;
                bytes += pending.load.bytes();
                loadNanos += nanos;
            }
            if (pending.state != State.LOADING) { // given up, or closed
                free.add(slot);
            } else if (failure == null) {
                pending.staged = staged;
                pending.state = State.STAGED;
            } else {
                fail(pending, failure);
            }
            changed.signalAll();
            issue();
        } finally {
            lock.unlock();
        }
    }

    Optional<Staged> await(PendingLoad pending, Duration limit) throws LoadFailedException {
        lock.lock();
        try {
            if (pending.state == State.GONE) {
                throw new IllegalStateException("the load was awaited or cancelled before");
            }
            if (!arrives(pending, limit)) {
                giveUp(List.of(pending));
                return Optional.empty();
            }
            Throwable failure = pending.failure;
            pending.failure = null;
            issued.remove(pending);
            pending.state = State.GONE;
            if (failure != null) {
                throw new LoadFailedException(failure);
            }
            return Optional.of(new Staged(arrived(pending), () -> giveBack(pending)));
        } finally {
            lock.unlock();
        }
    }

    private static ByteBuffer arrived(PendingLoad pending) {
        if (pending.staged == null) {
            throw new IllegalStateException("nothing is staged");
        }
        return pending.staged;
    }

    /** Waits until a load is staged or has failed. False if that takes too long. */
    private boolean arrives(PendingLoad pending, Duration limit) {
        long start = ticker.getAsLong();
        try {
            while (pending.isUnderWay()) {
                long left = NANOSECONDS.convert(limit) - (ticker.getAsLong() - start);
                if (left <= 0 || !late.isEmpty()) {
                    markLate();
                    lateWaits++;
                    return false;
                }
                changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waitNanos += ticker.getAsLong() - start;
        }
    }

    /** One of the loads holds up the loader, or something else that it runs before them. */
    private void markLate() {
        late.addAll(running);
        if (running.isEmpty()) {
            issued.stream().filter(other -> other.state == State.ISSUED).forEach(late::add);
        }
    }

    boolean isStaged(PendingLoad pending) {
        lock.lock();
        try {
            return pending.state == State.STAGED;
        } finally {
            lock.unlock();
        }
    }

    void cancel(List<PendingLoad> unwanted) {
        lock.lock();
        try {
            giveUp(unwanted);
        } finally {
            lock.unlock();
        }
    }

    private void giveUp(List<PendingLoad> unwanted) {
        for (PendingLoad pending : unwanted) {
            if (pending.state != State.GONE) {
                cancelled += pending.state == State.FAILED ? 0 : 1;
                if (pending.state != State.LOADING) { // else the load gives its slot back when it ends
                    freeSlot(pending);
                }
                pending.state = State.GONE;
                issued.remove(pending);
            }
        }
        queued.removeIf(pending -> pending.state == State.GONE);
        issue();
    }

    private void fail(PendingLoad pending, Throwable cause) {
        failed++;
        pending.failure = cause;
        pending.state = State.FAILED;
        issued.remove(pending);
        freeSlot(pending);
    }

    private void freeSlot(PendingLoad pending) {
        if (pending.slot != null) {
            free.add(pending.slot);
            pending.slot = null;
        }
    }

    private void giveBack(PendingLoad pending) {
        lock.lock();
        try {
            freeSlot(pending);
            issue();
        } finally {
            lock.unlock();
        }
    }

    /** What happened so far. */
    public PrefetchStatistics statistics() {
        lock.lock();
        try {
            return new PrefetchStatistics(
                    loads, bytes, loadNanos / NANOS, waitNanos / NANOS, lateWaits, failed, cancelled);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Fails whatever is under way, and whoever waits for it. Does not wait itself: a load that runs ends on its own, into memory that it keeps
     * alive. Loads that were taken stay good.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            IllegalStateException cause = new IllegalStateException("the prefetcher was closed");
            queued.addAll(issued);
            for (PendingLoad pending : queued) {
                pending.failure = cause;
                pending.state = State.FAILED;
            }
            queued.clear();
            issued.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
