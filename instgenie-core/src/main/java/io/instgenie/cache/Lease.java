package io.instgenie.cache;

import java.util.concurrent.atomic.AtomicBoolean;

/** The right to use a cached value: until the lease is closed the value is not freed, even if it is evicted. Thread-safe. */
public final class Lease<V> implements AutoCloseable {
    private final CountedEntry<V> entry;
    private final AtomicBoolean open = new AtomicBoolean(true);

    /** Takes over one hold on {@code entry}. */
    Lease(CountedEntry<V> entry) {
        this.entry = entry;
    }

    public V value() {
        return entry.value();
    }

    @Override
    public void close() {
        if (open.getAndSet(false)) {
            entry.release();
        }
    }
}
