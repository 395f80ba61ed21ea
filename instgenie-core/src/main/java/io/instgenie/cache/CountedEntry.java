package io.instgenie.cache;

/** A value and how many hold it. When the last one lets go, it is gone for good. Thread-safe. */
final class CountedEntry<V> {
    private final V value;
    private final Runnable whenGone;
    private int holders = 1; // guarded by this

    /** Held once, by the caller. */
    CountedEntry(V value, Runnable whenGone) {
        this.value = value;
        this.whenGone = whenGone;
    }

    V value() {
        return value;
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
