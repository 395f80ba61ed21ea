package io.instgenie.model.samplers;

import java.util.ArrayList;
import java.util.List;

/**
 * Euler's method on latents {@code z + σ e} (<a href="https://arxiv.org/abs/2206.00364">2206.00364</a>, algorithm 2 without churn; Diffusers'
 * {@code EulerDiscreteScheduler}). Without state, thread-safe.
 */
public final class Euler implements Sampler {
    private final DiffusionConfig config;
    private final EulerOptions options;
    private final NoiseTable table;

    public Euler(DiffusionConfig config, EulerOptions options) {
        this.config = config;
        this.options = options;
        table = NoiseTable.bySigma(config.betas());
    }

    @Override
    public Schedule schedule(int numInferenceSteps, int imageTokens, double strength) {
        int first = StrengthRule.firstStep(numInferenceSteps, strength, table.size());
        SigmaSteps levels = levels(numInferenceSteps);
        List<EulerStep> updates = new ArrayList<>();
        for (int i = first; i < levels.count(); i++) {
            double sigma = levels.sigma(i);
            updates.add(new EulerStep(config.predictionType().clean(1, sigma), sigma, levels.sigma(i + 1) - sigma, 0));
        }
        return new Schedule(
                levels.scaledSteps(first),
                levels.initNoiseSigma(config.timestepSpacing()),
                noise -> new EulerStepping(updates, noise));
    }

    private SigmaSteps levels(int count) {
        double[] timesteps = config.timestepSpacing().timesteps(count, table.size(), config.stepsOffset());
        double[] sigmas = options.logLinear() ? logLinear(count) : SigmaSteps.interpolated(table, timesteps);
        KarrasSigmas karras = options.sigmas().karras();
        if (karras != null) {
            sigmas = karras.sigmas(count, sigmas[sigmas.length - 1], sigmas[0]);
            timesteps = SigmaSteps.timestepsOf(table, sigmas);
        }
        double last = options.sigmas().finalSigma() == FinalSigma.ZERO ? 0 : table.smallestSigma();
        SigmaSteps levels = SigmaSteps.of(timesteps, sigmas, last);
        boolean continuous = options.continuousTimesteps() && config.predictionType() == PredictionType.V_PREDICTION;
        return continuous ? levels.withContinuousTimesteps() : levels;
    }

    /** One level more than steps, so that the last step ends at the last training level. */
    private double[] logLinear(int count) {
        float[] logs = BetaSchedule.linear(
                count + 1, (float) Math.log(table.largestSigma()), (float) Math.log(table.smallestSigma()));
        double[] sigmas = new double[logs.length];
        for (int i = 0; i < sigmas.length; i++) {
            sigmas[i] = Math.exp(logs[i]);
        }
        return sigmas;
    }
}
