package io.instgenie.cache;

/** A value and how many hold it: the cache itself, and each lease. Thread-safe. */
final class CountedEntry<V extends Cached> {
    private final V value;
    private int holders = 1; // guarded by this

    CountedEntry(V value) {
        this.value = value;
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

    void release() {
        boolean last;
        synchronized (this) {
            last = --holders == 0;
        }
        if (last) {
            value.free();
        }
    }
}
