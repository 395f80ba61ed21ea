package io.instgenie.cache;

/** Something that a {@link HostTier} can hold. */
public interface Cached {
    /** Its size when it is whole, known from the start. Its {@link Reservation} tells what it has taken so far. */
    long bytes();

    /** Frees it; called once, when it has left the cache and nobody holds it. */
    void free();
}
