package io.instgenie.denoise;

import io.instgenie.cache.Cached;
import io.instgenie.cache.Reservation;

/** A template's trajectory and what is kept of it: what a cache holds. Thread-safe. */
public record CachedTemplate(TemplateTrajectory trajectory, TemplateActivations activations, long bytes)
        implements Cached {
    /**
     * Nothing in memory yet; {@code bytes} is what all steps and blocks will take there.
     *
     * @param format of what memory keeps
     * @param reservation what memory there is for it
     * @param storage what is on disk; the template's own from now on
     */
    public static CachedTemplate of(
            TemplateTrajectory trajectory,
            int blocks,
            ActivationFormat format,
            Reservation reservation,
            TemplateStorage storage) {
        return new CachedTemplate(
                trajectory,
                new TemplateActivations(trajectory.steps(), blocks, format, reservation, storage),
                trajectory.steps() * format.stepBytes(blocks));
    }

    @Override
    public void free() {
        activations.close();
        trajectory.close();
    }
}
