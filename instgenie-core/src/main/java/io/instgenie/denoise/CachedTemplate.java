package io.instgenie.denoise;

import io.instgenie.cache.Cached;
import io.instgenie.cache.Reservation;
import io.instgenie.model.autoencoders.TemplateStatistics;
import org.jspecify.annotations.Nullable;

/**
 * A template's trajectory and what is kept of it: what a cache holds. Thread-safe.
 *
 * @param decoding what decoding only around a mask needs, or null to decode whole pictures
 * @param bytes what it takes when it is whole
 */
public record CachedTemplate(
        TemplateTrajectory trajectory,
        TemplateActivations activations,
        @Nullable TemplateStatistics decoding,
        long bytes)
        implements Cached {
    /**
     * Nothing in memory yet; {@code bytes} is what all steps and blocks will take there.
     *
     * @param format of what memory keeps
     * @param reservation what memory there is for it
     * @param memory where that is
     * @param storage what is on disk; the template's own from now on
     */
    public static CachedTemplate of(
            TemplateTrajectory trajectory,
            int blocks,
            ActivationFormat format,
            Reservation reservation,
            HostMemory memory,
            TemplateStorage storage) {
        return new CachedTemplate(
                trajectory,
                new TemplateActivations(trajectory.steps(), blocks, format, reservation, memory, storage),
                null,
                trajectory.steps() * format.stepBytes(blocks));
    }

    /** This, owning {@code statistics} too; in place of this one. */
    public CachedTemplate decodedBy(TemplateStatistics statistics) {
        return new CachedTemplate(trajectory, activations, statistics, bytes + statistics.bytes());
    }

    @Override
    public void free() {
        if (decoding != null) {
            decoding.close();
        }
        activations.close();
        trajectory.close();
    }
}
