package io.instgenie.model.samplers;

/** What a denoiser's output m is, of latents {@code x = signal * z + noise * e} (Diffusers' {@code prediction_type}). */
public enum PredictionType {
    /** The noise e. */
    EPSILON,
    /** The velocity: of the latents scaled to variance 1, {@code signal * e - noise * z}. */
    V_PREDICTION,
    /** The clean latents z. */
    SAMPLE;

    /** The clean latents that the output points to. */
    Mix clean(double signal, double noise) {
        double scale = Math.hypot(signal, noise);
        return switch (this) {
            case EPSILON -> new Mix(1 / signal, -noise / signal);
            case V_PREDICTION -> new Mix(signal / (scale * scale), -noise / scale);
            case SAMPLE -> new Mix(0, 1);
        };
    }

    /** The noise that the output points to. */
    Mix noise(double signal, double noise) {
        double scale = Math.hypot(signal, noise);
        return switch (this) {
            case EPSILON -> new Mix(0, 1);
            case V_PREDICTION -> new Mix(noise / (scale * scale), signal / scale);
            case SAMPLE -> new Mix(1 / noise, -signal / noise);
        };
    }
}
