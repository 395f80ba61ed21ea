package io.instgenie.model.samplers;

import io.instgenie.edit.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;

/**
 * Multistep consistency sampling of latent consistency models (<a href="https://arxiv.org/abs/2310.04378">2310.04378</a>, algorithm 3; Diffusers'
 * {@code LCMScheduler}): every step predicts clean latents and noises them again with fresh noise. Without state, thread-safe.
 */
public final class Lcm implements Sampler {
    /** The deviation of data, which the boundary condition is made for. */
    private static final double SIGMA_DATA = 0.5;

    private final DiffusionConfig config;
    private final LcmOptions options;
    private final NoiseTable table;

    /** A config's spacing and offset count for nothing: LCM visits the timesteps it was distilled at. */
    public Lcm(DiffusionConfig config, LcmOptions options) {
        this.config = config;
        this.options = options;
        table = NoiseTable.byAlpha(config.betas());
    }

    @Override
    public Schedule schedule(int numInferenceSteps, int imageTokens, double strength) {
        int first = StrengthRule.firstStep(numInferenceSteps, strength, table.size());
        int[] timesteps = timesteps(numInferenceSteps);
        List<Step> steps = new ArrayList<>();
        List<SingleStep> updates = new ArrayList<>();
        for (int i = first; i < timesteps.length; i++) {
            steps.add(new Step(timesteps[i], table.level(timesteps[i]), 1));
            double nextAlpha = i + 1 < timesteps.length ? table.alphaCumprod(timesteps[i + 1]) : 1;
            updates.add(update(timesteps[i], nextAlpha));
        }
        return new Schedule(steps, 1, noise -> new SingleStepping(updates, noise));
    }

    /** Evenly spread over the timesteps of distillation, from the last down. */
    private int[] timesteps(int count) {
        int distilled = options.originalInferenceSteps();
        if (count > distilled) {
            throw new InvalidRequestException(
                    "numInferenceSteps must be at most the model's original_inference_steps = " + distilled
                            + ", but is " + count);
        }
        int stride = table.size() / distilled;
        double spread = (double) distilled / count;
        int[] timesteps = new int[count];
        for (int i = 0; i < count; i++) {
            timesteps[i] = (distilled - (int) Math.floor(i * spread)) * stride - 1;
        }
        return timesteps;
    }

    private SingleStep update(int timestep, double nextAlpha) {
        double alpha = table.alphaCumprod(timestep);
        AlphaSteps.requirePicture(alpha, config.predictionType());
        double scaled = timestep * options.timestepScaling();
        double variance = scaled * scaled + SIGMA_DATA * SIGMA_DATA;
        double ofLatents = SIGMA_DATA * SIGMA_DATA / variance;
        double ofClean = scaled / Math.sqrt(variance);
        double signal = Math.sqrt(nextAlpha);
        return new SingleStep(
                config.predictionType().clean(Math.sqrt(alpha), Math.sqrt(1 - alpha)),
                options.clipRange(),
                signal * ofClean,
                new Mix(signal * ofLatents, 0),
                Math.sqrt(1 - nextAlpha));
    }
}
