package io.instgenie.model.samplers;

/**
 * What every sampler of a diffusion model has in its config.
 *
 * @param betas the noise the model was trained with
 * @param predictionType what the model tells
 * @param timestepSpacing which of the trained timesteps an edit visits
 * @param stepsOffset added to them where the spacing is leading, 0 or more
 */
public record DiffusionConfig(
        BetaConfig betas, PredictionType predictionType, TimestepSpacing timestepSpacing, int stepsOffset) {}
