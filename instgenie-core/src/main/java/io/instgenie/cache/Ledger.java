package io.instgenie.cache;

/** Bytes taken of a bound that is never exceeded. Thread-safe. */
final class Ledger {
    private final long maxBytes;
    private long used; // guarded by this
    private long peak; // guarded by this

    Ledger(long maxBytes) {
        this.maxBytes = requireBound(maxBytes);
    }

    static long requireBound(long maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes must be 0 or more, not " + maxBytes);
        }
        return maxBytes;
    }

    /** Takes all of it, or nothing. */
    synchronized boolean take(long bytes) {
        if (bytes > maxBytes - used) {
            return false;
        }
        used += bytes;
        peak = Math.max(peak, used);
        return true;
    }

    synchronized void giveBack(long bytes) {
        if (bytes > used) {
            throw new IllegalStateException(bytes + " bytes given back, only " + used + " were taken");
        }
        used -= bytes;
    }

    /** How much has to be given back before {@code bytes} can be taken; 0 or less if they can be. */
    synchronized long shortOf(long bytes) {
        return bytes - (maxBytes - used);
    }

    synchronized long used() {
        return used;
    }

    synchronized CacheBytes bytes() {
        return new CacheBytes(used, peak, maxBytes);
    }
}
