package io.instgenie.model.samplers;

import io.instgenie.edit.InvalidRequestException;
import java.util.Arrays;

/**
 * The noise schedule of rectified-flow models (Diffusers' {@code FlowMatchEulerDiscreteScheduler}): at σ a picture is
 * {@code (1 - σ) z + σ ε}, and a step follows the predicted velocity from one σ to the next. Without state, thread-safe.
 */
public final class FlowMatchEuler {
    /** More steps than this are a mistake: the model was trained on as many noise levels. */
    public static final int MAX_STEPS = 1000;

    private final FlowMatchEulerConfig config;

    public FlowMatchEuler(FlowMatchEulerConfig config) {
        this.config = config;
    }

    /**
     * The noise levels of an edit.
     *
     * @param sigmas from the first to 0, one more than steps
     * @param timesteps what the denoiser is told at each step, 0 to 1000
     */
    public record Schedule(float[] sigmas, float[] timesteps) {
        public int steps() {
            return timesteps.length;
        }
    }

    /**
     * The schedule of an edit.
     *
     * @param imageTokens by which dynamic shifting spends more steps on noise
     * @param strength in (0, 1]: below 1, the first {@code (1 - strength)} of the steps are left out (Diffusers'
     *     {@code FluxInpaintPipeline.get_timesteps})
     * @throws InvalidRequestException if the number of steps is out of range, or the strength leaves none
     */
    public Schedule schedule(int numInferenceSteps, int imageTokens, double strength) {
        if (numInferenceSteps < 1 || numInferenceSteps > MAX_STEPS) {
            throw new InvalidRequestException(
                    "numInferenceSteps must be 1 to " + MAX_STEPS + ", but is " + numInferenceSteps);
        }
        if (!(strength > 0 && strength <= 1)) {
            throw new InvalidRequestException("strength must be in (0, 1], but is " + strength);
        }
        float[] sigmas = sigmas(numInferenceSteps, imageTokens);
        int first = (int) Math.max(numInferenceSteps - Math.min(numInferenceSteps * strength, numInferenceSteps), 0);
        if (first >= numInferenceSteps) {
            throw new InvalidRequestException(
                    "strength " + strength + " leaves none of numInferenceSteps " + numInferenceSteps);
        }
        float[] timesteps = new float[numInferenceSteps - first];
        for (int i = 0; i < timesteps.length; i++) {
            timesteps[i] = sigmas[first + i] * config.numTrainTimesteps();
        }
        return new Schedule(Arrays.copyOfRange(sigmas, first, sigmas.length), timesteps);
    }

    private float[] sigmas(int steps, int imageTokens) {
        float[] sigmas = new float[steps + 1]; // the last is 0
        for (int i = 0; i < steps; i++) {
            double uniform = steps == 1 ? 1 : 1.0 + i * ((1.0 / steps - 1.0) / (steps - 1));
            sigmas[i] = (float) shift(uniform, imageTokens);
        }
        return sigmas;
    }

    private double shift(double sigma, int imageTokens) {
        if (config.useDynamicShifting()) {
            double exponent = Math.exp(mu(imageTokens));
            return exponent / (exponent + (1 / sigma - 1));
        }
        return config.shift() * sigma / (1 + (config.shift() - 1) * sigma);
    }

    /** Linear in the number of tokens (Diffusers' {@code calculate_shift}). */
    private double mu(int imageTokens) {
        double slope = (config.maxShift() - config.baseShift()) / (config.maxImageSeqLen() - config.baseImageSeqLen());
        return imageTokens * slope + config.baseShift() - slope * config.baseImageSeqLen();
    }
}
