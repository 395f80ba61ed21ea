package io.instgenie.cache;

/** Something that a cache can hold. */
public interface Cached {
    /** Its size when it is whole, known from the start. */
    long bytes();

    /** Frees it; called once, when it has left the cache and nobody holds it. */
    void free();
}
