package io.instgenie.model.samplers;

import io.instgenie.edit.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The noise schedule of rectified-flow models (Diffusers' {@code FlowMatchEulerDiscreteScheduler}): at σ a picture is
 * {@code (1 - σ) z + σ ε}, and a step follows the predicted velocity from one σ to the next. Without state, thread-safe.
 */
public final class FlowMatchEuler implements Sampler {
    private final FlowMatchEulerConfig config;

    public FlowMatchEuler(FlowMatchEulerConfig config) {
        this.config = config;
    }

    @Override
    public Schedule schedule(int numInferenceSteps, int imageTokens, double strength) {
        int first = firstStep(numInferenceSteps, strength);
        float[] sigmas = sigmas(numInferenceSteps, imageTokens);
        List<Step> steps = new ArrayList<>();
        for (int i = first; i < numInferenceSteps; i++) {
            NoiseLevel level = new NoiseLevel(1 - sigmas[i], sigmas[i]);
            steps.add(new Step(sigmas[i] * config.numTrainTimesteps(), level, 1));
        }
        return new Schedule(steps, 1, noise -> new Euler(sigmas, first));
    }

    /** The step that an edit of this strength begins with (Diffusers' {@code get_timesteps} of pipelines with this sampler). */
    private static int firstStep(int numInferenceSteps, double strength) {
        if (numInferenceSteps < 1 || numInferenceSteps > MAX_STEPS) {
            throw new InvalidRequestException(
                    "numInferenceSteps must be 1 to " + MAX_STEPS + ", but is " + numInferenceSteps);
        }
        if (!(strength > 0 && strength <= 1)) {
            throw new InvalidRequestException("strength must be in (0, 1], but is " + strength);
        }
        int first = (int) Math.max(numInferenceSteps - Math.min(numInferenceSteps * strength, numInferenceSteps), 0);
        if (first >= numInferenceSteps) {
            throw new InvalidRequestException(
                    "strength " + strength + " leaves none of numInferenceSteps " + numInferenceSteps);
        }
        return first;
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

    /** Follows velocities from one σ to the next. */
    private static final class Euler implements Stepping {
        private final float[] sigmas;
        private int step;

        Euler(float[] sigmas, int step) {
            this.sigmas = sigmas;
            this.step = step;
        }

        @Override
        public Tensor step(Tensor x, Tensor velocity) {
            Tensor moved = x.add(velocity, new Scalar(sigmas[step + 1] - sigmas[step]));
            step++;
            return moved;
        }

        @Override
        public Tensor predicted(Tensor x, Tensor velocity) {
            return x.sub(velocity, new Scalar(sigmas[step]));
        }

        @Override
        public void close() {}
    }
}
