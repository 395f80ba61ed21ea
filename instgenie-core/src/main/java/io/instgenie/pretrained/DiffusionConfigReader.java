package io.instgenie.pretrained;

import io.instgenie.model.samplers.BetaConfig;
import io.instgenie.model.samplers.BetaSchedule;
import io.instgenie.model.samplers.DiffusionConfig;
import io.instgenie.model.samplers.PredictionType;
import io.instgenie.model.samplers.TimestepSpacing;

/** Reads from a {@code scheduler_config.json} what Diffusers' schedulers of diffusion models share. */
final class DiffusionConfigReader {
    private DiffusionConfigReader() {}

    /** With the defaults that most schedulers have. */
    static DiffusionConfig read(Config config, TimestepSpacing spacing) {
        boolean rescale = config.boolAt("rescale_betas_zero_snr", false);
        return withBetas(
                config, betas(config, new BetaConfig(1000, BetaSchedule.LINEAR, 0.0001, 0.02, rescale)), spacing);
    }

    static DiffusionConfig withBetas(Config config, BetaConfig betas, TimestepSpacing spacing) {
        return new DiffusionConfig(
                betas,
                config.enumAt("prediction_type", PredictionType.EPSILON),
                config.enumAt("timestep_spacing", spacing),
                config.intAt("steps_offset", 0, 0));
    }

    /** @param defaults of the scheduler, but for its rescaling, which is taken as it is */
    static BetaConfig betas(Config config, BetaConfig defaults) {
        config.requireAbsent("trained_betas");
        BetaConfig betas = new BetaConfig(
                config.intAt("num_train_timesteps", defaults.numTrainTimesteps(), 2),
                config.enumAt("beta_schedule", defaults.schedule()),
                config.positiveAt("beta_start", defaults.start()),
                config.positiveAt("beta_end", defaults.end()),
                defaults.rescaleZeroSnr());
        if (betas.end() >= 1 || betas.start() > betas.end()) {
            throw config.invalid(
                    "beta_end",
                    "is " + betas.end() + ", it must be below 1, and at least beta_start = " + betas.start());
        }
        return betas;
    }

    /** The bound of clean latents, infinite where there is none. */
    static double clipRange(Config config, boolean clipped) {
        config.requireOneOf("thresholding", false);
        return config.boolAt("clip_sample", clipped)
                ? config.positiveAt("clip_sample_range", 1)
                : Double.POSITIVE_INFINITY;
    }

    /** Refuses predictions of clean latents, for schedulers that have no rule for them. */
    static void requireNoise(Config config, DiffusionConfig read) {
        if (read.predictionType() == PredictionType.SAMPLE) {
            throw config.invalid(
                    "prediction_type",
                    "is sample, which this scheduler has no rule for; it must be epsilon or v_prediction");
        }
    }
}
