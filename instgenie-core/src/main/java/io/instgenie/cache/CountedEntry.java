package io.instgenie.cache;

import org.jspecify.annotations.Nullable;

/** A value and how many hold it. When the last holder lets go, the value is gone for good. Thread-safe. */
public final class CountedEntry<V> {
    private final V value;
    private final Runnable whenGone;
    private int holders = 1; // guarded by this

    /**
     * Held once, by the caller.
     *
     * @param whenGone runs once, on the thread of the last holder
     */
    public CountedEntry(V value, Runnable whenGone) {
        this.value = value;
        this.whenGone = whenGone;
    }

    /** The value, which must be held. */
    public V value() {
        return value;
    }

    /** Another hold on the value, or null if it is gone. */
    public @Nullable Lease<V> lease() {
        return retain() ? new Lease<>(this) : null;
    }

    /** The caller's own hold, as a lease. */
    public Lease<V> handOver() {
        return new Lease<>(this);
    }

    /** Adds a holder, unless the last one has gone. */
    synchronized boolean retain() {
        if (holders == 0) {
            return false;
        }
        holders++;
        return true;
    }

    /** Whether exactly one holds it. */
    synchronized boolean isHeldOnce() {
        return holders == 1;
    }

    void release() {
        boolean last;
        synchronized (this) {
            last = --holders == 0;
        }
        if (last) {
            whenGone.run();
        }
    }
}
