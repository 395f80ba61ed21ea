package io.instgenie.model.samplers;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** How noisy latents are: {@code x = signal * z + noise * e}, of clean latents z and standard normal e. */
public record NoiseLevel(float signal, float noise) {
    /** No noise at all. */
    public static final NoiseLevel CLEAN = new NoiseLevel(1, 0);

    /** Latents at this level, a fresh tensor of the caller's scope; both of one shape. */
    public Tensor of(Tensor clean, Tensor noiseDrawn) {
        return clean.mul(new Scalar(signal)).add(noiseDrawn, new Scalar(noise));
    }
}
