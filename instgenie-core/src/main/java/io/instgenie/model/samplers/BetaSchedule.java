package io.instgenie.model.samplers;

/** How the variance β of a training step grows (Diffusers' {@code beta_schedule}). */
public enum BetaSchedule {
    LINEAR,
    /** The square roots grow linearly: latent diffusion models. */
    SCALED_LINEAR,
    /** A squared cosine, capped where it would reach 1. */
    SQUAREDCOS_CAP_V2;

    private static final double MAX_BETA = 0.999;

    /** The variances of {@code count} training steps, in float32 as the reference computes them. */
    float[] betas(int count, double start, double end) {
        return switch (this) {
            case LINEAR -> linear(count, (float) start, (float) end);
            case SCALED_LINEAR -> squares(linear(count, (float) Math.sqrt(start), (float) Math.sqrt(end)));
            case SQUAREDCOS_CAP_V2 -> cosine(count);
        };
    }

    /** Counts from the nearer end, as {@code torch.linspace} does. */
    static float[] linear(int count, float start, float end) {
        float[] values = new float[count];
        float step = count == 1 ? 0 : (end - start) / (count - 1);
        for (int i = 0; i < count; i++) {
            values[i] = i < (count + 1) / 2 ? start + step * i : end - step * (count - 1 - i);
        }
        return values;
    }

    private static float[] squares(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= values[i];
        }
        return values;
    }

    private static float[] cosine(int count) {
        float[] betas = new float[count];
        for (int i = 0; i < count; i++) {
            double kept = alphaBar((i + 1.0) / count) / alphaBar((double) i / count);
            betas[i] = (float) Math.min(1 - kept, MAX_BETA);
        }
        return betas;
    }

    private static double alphaBar(double time) {
        double cosine = Math.cos((time + 0.008) / 1.008 * Math.PI / 2);
        return cosine * cosine;
    }
}
