package io.instgenie.denoise;

import io.instgenie.activations.TemplateActivations;
import io.instgenie.cache.Cached;
import io.instgenie.device.PerModel;
import io.instgenie.model.Denoiser;
import io.instgenie.model.autoencoders.AutoencoderKl;
import io.instgenie.model.autoencoders.TemplateStatistics;
import org.jspecify.annotations.Nullable;

/**
 * A template's trajectory and what is kept of it: what a cache holds. Activations are kept once, on the host; what lies on a device is made
 * on each that asks for it. Thread-safe; owns all of it.
 *
 * @param trajectories through each device's denoiser
 * @param decoding what decoding only around a mask needs of each device's autoencoder, or null to decode whole pictures
 * @param bytes what it takes when it is whole
 */
public record CachedTemplate(
        PerModel<Denoiser, TemplateTrajectory> trajectories,
        TemplateActivations activations,
        @Nullable PerModel<AutoencoderKl, TemplateStatistics> decoding,
        long bytes)
        implements Cached {
    /** Nothing in memory yet. */
    public static CachedTemplate of(
            PerModel<Denoiser, TemplateTrajectory> trajectories, TemplateActivations activations) {
        return new CachedTemplate(trajectories, activations, null, activations.wholeBytes());
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
