package io.instgenie.cache.prefetch;

/**
 * What one load took.
 *
 * @param bytes how many it brought
 * @param seconds from its start on the loader's thread to its end
 */
public record LoadTiming(int bytes, double seconds) {}
