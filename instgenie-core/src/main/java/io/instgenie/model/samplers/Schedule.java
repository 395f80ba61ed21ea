package io.instgenie.model.samplers;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The steps of an edit. Immutable, thread-safe.
 *
 * @param steps one for each run of the denoiser, one or more
 * @param initNoiseSigma by which noise is multiplied where an edit starts from noise alone (Diffusers' {@code init_noise_sigma})
 * @param update begins the update rule of one job, see {@link #begin}
 */
public record Schedule(List<Step> steps, float initNoiseSigma, Function<Supplier<Tensor>, Stepping> update) {
    public Schedule {
        steps = List.copyOf(steps);
    }

    /** The noise level after {@code step}, which is that of the next one; none after the last. */
    public NoiseLevel levelAfter(int step) {
        return step + 1 < steps.size() ? steps.get(step + 1).level() : NoiseLevel.CLEAN;
    }

    /** What the denoiser is told at each step, in a fresh array. */
    public float[] timesteps() {
        float[] timesteps = new float[steps.size()];
        for (int i = 0; i < timesteps.length; i++) {
            timesteps[i] = steps.get(i).timestep();
        }
        return timesteps;
    }

    /**
     * Latents that an edit starts from, a fresh tensor of the caller's scope.
     *
     * @param clean of the picture
     * @param noise of the same shape
     * @param fromNoise whether they have no weight
     */
    public Tensor start(Tensor clean, Tensor noise, boolean fromNoise) {
        return fromNoise
                ? noise.mul(new Scalar(initNoiseSigma))
                : steps.get(0).level().of(clean, noise);
    }

    /**
     * The update rule for one job, at its first step.
     *
     * @param noise draws standard normal noise of the latents' shape from the job's own generator; asked by random samplers alone, once
     *     for each draw of Diffusers' sampler and in its order, but not for a last draw that has no weight
     */
    public Stepping begin(Supplier<Tensor> noise) {
        return update.apply(noise);
    }
}
