package io.instgenie.denoise;

import io.instgenie.cache.Cached;
import io.instgenie.cache.Reservation;

/** A template's trajectory and what is kept of it: what a cache holds. Thread-safe. */
public record CachedTemplate(TemplateTrajectory trajectory, TemplateActivations activations, long bytes)
        implements Cached {
    /** Nothing recorded yet, keys and values to come, as far as {@code reservation} has room for them. */
    public static CachedTemplate of(TemplateTrajectory trajectory, int blocks, int width, Reservation reservation) {
        return of(trajectory, blocks, width, Kept.KEY_VALUES, reservation);
    }

    /** Nothing recorded yet; {@code bytes} is what recording all steps and blocks will take. */
    public static CachedTemplate of(
            TemplateTrajectory trajectory, int blocks, int width, Kept kept, Reservation reservation) {
        long stepBytes = blocks * kept.bytes(trajectory.textTokens(), trajectory.tokens(), width);
        return new CachedTemplate(
                trajectory,
                new TemplateActivations(trajectory.steps(), kept, stepBytes, reservation),
                trajectory.steps() * stepBytes);
    }

    @Override
    public void free() {
        activations.close();
        trajectory.close();
    }
}
