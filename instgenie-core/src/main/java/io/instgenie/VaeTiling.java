package io.instgenie;

/** Where the autoencoder computes pictures in tiles. */
enum VaeTiling {
    ALWAYS,
    WHERE_NEEDED,
    NEVER
}
