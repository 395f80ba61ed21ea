package io.instgenie.cache.prefetch;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The loads of one plan, under way. Await them in the order of the plan, each once, or cancel them: while nobody takes a load
 * that has arrived, the loads behind it cannot have its slot. Thread-safe.
 */
public final class Prefetch implements AutoCloseable {
    private final Prefetcher prefetcher;
    private final List<PendingLoad> loads;

    Prefetch(Prefetcher prefetcher, List<PendingLoad> loads) {
        this.prefetcher = prefetcher;
        this.loads = List.copyOf(loads);
    }

    /** How many loads the plan has. */
    public int size() {
        return loads.size();
    }

    /**
     * Waits for a load.
     *
     * @param index in the plan
     * @param limit how long to wait at most
     * @return nothing if it did not come in time, or the thread was interrupted (it stays so), or an earlier load is already known to be late;
     *     the load is then given up
     * @throws LoadFailedException if the load failed, or the prefetcher was closed
     * @throws IllegalStateException if the load was awaited or cancelled before
     */
    public Optional<Staged> await(int index, Duration limit) throws LoadFailedException {
        return prefetcher.await(loads.get(index), limit);
    }

    /** Whether a load has arrived and waits to be taken. */
    public boolean isStaged(int index) {
        return prefetcher.isStaged(loads.get(index));
    }

    /** Gives a load up; one that was taken stays good. */
    public void cancel(int index) {
        prefetcher.cancel(loads.subList(index, index + 1));
    }

    /** Gives up all loads that were not taken. */
    @Override
    public void close() {
        prefetcher.cancel(loads);
    }
}
