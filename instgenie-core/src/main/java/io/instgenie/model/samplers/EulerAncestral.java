package io.instgenie.model.samplers;

import java.util.ArrayList;
import java.util.List;

/**
 * Euler's method that goes further down than the next level and comes back up by fresh noise (Diffusers'
 * {@code EulerAncestralDiscreteScheduler}). Without state, thread-safe.
 */
public final class EulerAncestral implements Sampler {
    private final DiffusionConfig config;
    private final NoiseTable table;

    public EulerAncestral(DiffusionConfig config) {
        this.config = config;
        table = NoiseTable.bySigma(config.betas());
    }

    @Override
    public Schedule schedule(int numInferenceSteps, int imageTokens, double strength) {
        int first = StrengthRule.firstStep(numInferenceSteps, strength, table.size());
        double[] timesteps = config.timestepSpacing().timesteps(numInferenceSteps, table.size(), config.stepsOffset());
        SigmaSteps levels = SigmaSteps.of(timesteps, SigmaSteps.interpolated(table, timesteps), 0);
        List<EulerStep> updates = new ArrayList<>();
        for (int i = first; i < levels.count(); i++) {
            updates.add(update(levels.sigma(i), levels.sigma(i + 1)));
        }
        return new Schedule(
                levels.scaledSteps(first),
                levels.initNoiseSigma(config.timestepSpacing()),
                noise -> new EulerStepping(updates, noise));
    }

    private EulerStep update(double sigma, double next) {
        double lower = next * next / sigma;
        double up = Math.sqrt(next * next - lower * lower);
        return new EulerStep(config.predictionType().clean(1, sigma), sigma, lower - sigma, up);
    }
}
