package io.instgenie.model.samplers;

/** How noisy latents are: {@code x = signal * z + noise * e}, of clean latents z and standard normal e. */
public record NoiseLevel(float signal, float noise) {
    /** No noise at all. */
    public static final NoiseLevel CLEAN = new NoiseLevel(1, 0);
}
