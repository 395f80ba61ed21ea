package io.instgenie.model.samplers;

import java.util.ArrayList;
import java.util.List;

/**
 * Denoising diffusion implicit models (<a href="https://arxiv.org/abs/2010.02502">2010.02502</a>, formula 12 with η = 0; Diffusers'
 * {@code DDIMScheduler}). Without state, thread-safe.
 */
public final class Ddim implements Sampler {
    private final DiffusionConfig config;
    private final DdimOptions options;
    private final NoiseTable table;

    public Ddim(DiffusionConfig config, DdimOptions options) {
        this.config = config;
        this.options = options;
        table = NoiseTable.byAlpha(config.betas());
    }

    @Override
    public Schedule schedule(int numInferenceSteps, int imageTokens, double strength) {
        int first = StrengthRule.firstStep(numInferenceSteps, strength, table.size());
        int[] timesteps = AlphaSteps.timesteps(config, numInferenceSteps);
        int stride = table.size() / numInferenceSteps;
        List<Step> steps = new ArrayList<>();
        List<SingleStep> updates = new ArrayList<>();
        for (int i = first; i < timesteps.length; i++) {
            steps.add(new Step(timesteps[i], table.level(timesteps[i]), 1));
            updates.add(update(timesteps[i], timesteps[i] - stride));
        }
        return new Schedule(steps, 1, noise -> new SingleStepping(updates, noise));
    }

    private SingleStep update(int timestep, int next) {
        double alpha = table.alphaCumprod(timestep);
        AlphaSteps.requirePicture(alpha, config.predictionType());
        double nextAlpha = AlphaSteps.nextAlpha(table, next, options.setAlphaToOne());
        double signal = Math.sqrt(alpha);
        double noise = Math.sqrt(1 - alpha);
        return new SingleStep(
                config.predictionType().clean(signal, noise),
                options.clipRange(),
                Math.sqrt(nextAlpha),
                config.predictionType().noise(signal, noise).times(Math.sqrt(1 - nextAlpha)),
                0);
    }
}
