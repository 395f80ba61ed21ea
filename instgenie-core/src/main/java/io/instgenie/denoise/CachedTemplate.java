package io.instgenie.denoise;

import io.instgenie.cache.Cached;

/** A template's trajectory and what is kept of it: what a cache holds. Thread-safe. */
public record CachedTemplate(TemplateTrajectory trajectory, TemplateActivations activations, long bytes)
        implements Cached {
    /** Nothing recorded yet; {@code bytes} is what recording keys and values of all steps and blocks will take. */
    public static CachedTemplate of(TemplateTrajectory trajectory, int blocks, int width) {
        long perToken = 2L * width * Float.BYTES; // keys and values
        long bytes = trajectory.steps() * (long) blocks * trajectory.tokens() * perToken;
        return new CachedTemplate(trajectory, new TemplateActivations(trajectory.steps()), bytes);
    }

    @Override
    public void free() {
        activations.close();
        trajectory.close();
    }
}
