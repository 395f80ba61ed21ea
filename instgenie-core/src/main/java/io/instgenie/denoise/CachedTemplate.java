package io.instgenie.denoise;

import io.instgenie.cache.Cached;
import io.instgenie.cache.Reservation;
import io.instgenie.model.autoencoders.AutoencoderKl;
import io.instgenie.model.autoencoders.TemplateStatistics;
import io.instgenie.model.transformers.FluxTransformer;
import org.jspecify.annotations.Nullable;

/**
 * A template's trajectory and what is kept of it: what a cache holds. Activations are kept once, on the host; what lies on a device is made
 * on each that asks for it. Thread-safe.
 *
 * @param trajectories through each device's transformer
 * @param decoding what decoding only around a mask needs of each device's autoencoder, or null to decode whole pictures
 * @param bytes what it takes when it is whole
 */
public record CachedTemplate(
        PerModel<FluxTransformer, TemplateTrajectory> trajectories,
        TemplateActivations activations,
        @Nullable PerModel<AutoencoderKl, TemplateStatistics> decoding,
        long bytes)
        implements Cached {
    /**
     * Nothing in memory yet; {@code bytes} is what all steps and blocks will take there.
     *
     * @param trajectories the template's own from now on
     * @param format of what memory keeps
     * @param reservation what memory there is for it
     * @param memory where that is
     * @param storage what is on disk; the template's own from now on
     */
    public static CachedTemplate of(
            PerModel<FluxTransformer, TemplateTrajectory> trajectories,
            int steps,
            int blocks,
            ActivationFormat format,
            Reservation reservation,
            HostMemory memory,
            TemplateStorage storage) {
        return new CachedTemplate(
                trajectories,
                new TemplateActivations(steps, blocks, format, reservation, memory, storage),
                null,
                steps * format.stepBytes(blocks));
    }

    /** For the one transformer through which {@code trajectory} leads. */
    public static CachedTemplate of(
            FluxTransformer transformer,
            TemplateTrajectory trajectory,
            ActivationFormat format,
            Reservation reservation,
            HostMemory memory,
            TemplateStorage storage) {
        return of(
                PerModel.of(transformer, trajectory),
                trajectory.steps(),
                transformer.blocks().size(),
                format,
                reservation,
                memory,
                storage);
    }

    /** This, owning {@code statistics} too, which take {@code bytes} of the host's memory; in place of this one. */
    public CachedTemplate decodedBy(PerModel<AutoencoderKl, TemplateStatistics> statistics, long statisticsBytes) {
        return new CachedTemplate(trajectories, activations, statistics, bytes + statisticsBytes);
    }

    @Override
    public void free() {
        if (decoding != null) {
            decoding.close();
        }
        activations.close();
        trajectories.close();
    }
}
