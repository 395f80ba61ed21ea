package io.instgenie.engine;

/** Where the autoencoder computes pictures in tiles. */
public enum VaeTiling {
    ALWAYS,
    WHERE_NEEDED,
    NEVER
}
