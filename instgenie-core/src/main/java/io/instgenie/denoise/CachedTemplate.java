package io.instgenie.denoise;

import io.instgenie.cache.Cached;

/** A template's trajectory and what is kept of it: what a cache holds. Thread-safe. */
public record CachedTemplate(TemplateTrajectory trajectory, TemplateActivations activations, long bytes)
        implements Cached {
    /** Nothing recorded yet, keys and values to come. */
    public static CachedTemplate of(TemplateTrajectory trajectory, int blocks, int width) {
        return of(trajectory, blocks, width, Kept.KEY_VALUES);
    }

    /** Nothing recorded yet; {@code bytes} is what recording all steps and blocks will take. */
    public static CachedTemplate of(TemplateTrajectory trajectory, int blocks, int width, Kept kept) {
        long bytes =
                trajectory.steps() * (long) blocks * kept.bytes(trajectory.textTokens(), trajectory.tokens(), width);
        return new CachedTemplate(trajectory, new TemplateActivations(trajectory.steps(), kept), bytes);
    }

    @Override
    public void free() {
        activations.close();
        trajectory.close();
    }
}
