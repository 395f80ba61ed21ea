package io.instgenie.model.samplers;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The levels that a sampler by σ walks through: a σ for each timestep, and where the last step ends. Immutable. */
final class SigmaSteps {
    private final float[] timesteps;
    private final float[] sigmas; // more than timesteps by one at least

    private SigmaSteps(float[] timesteps, float[] sigmas) {
        this.timesteps = timesteps;
        this.sigmas = sigmas;
    }

    /** Levels in float32, as the reference holds them. */
    static SigmaSteps of(double[] timesteps, double[] sigmas, double last) {
        float[] all = Arrays.copyOf(floats(sigmas), sigmas.length + 1);
        all[sigmas.length] = (float) last;
        return new SigmaSteps(floats(timesteps), all);
    }

    static double[] interpolated(NoiseTable table, double[] timesteps) {
        return Arrays.stream(timesteps)
                .map(timestep -> table.sigmaAt((float) timestep))
                .toArray();
    }

    static double[] timestepsOf(NoiseTable table, double[] sigmas) {
        return Arrays.stream(sigmas).map(table::timestepOf).toArray();
    }

    SigmaSteps withContinuousTimesteps() {
        float[] continuous = new float[timesteps.length];
        for (int i = 0; i < continuous.length; i++) {
            continuous[i] = 0.25f * (float) Math.log(sigmas[i]);
        }
        return new SigmaSteps(continuous, sigmas);
    }

    int count() {
        return timesteps.length;
    }

    float timestep(int step) {
        return timesteps[step];
    }

    float sigma(int step) {
        return sigmas[step];
    }

    /** Steps of latents {@code z + σ e}, scaled to variance 1 for the denoiser. */
    List<Step> scaledSteps(int first) {
        return IntStream.range(first, count())
                .mapToObj(i ->
                        new Step(timesteps[i], new NoiseLevel(1, sigmas[i]), (float) (1 / Math.hypot(sigmas[i], 1))))
                .toList();
    }

    /** The deviation of the first latents: of noise alone, or where the spacing leaves training's last level out, of noise on a picture. */
    float initNoiseSigma(TimestepSpacing spacing) {
        float largest = sigmas[0];
        return spacing == TimestepSpacing.LEADING ? (float) Math.hypot(largest, 1) : largest;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
