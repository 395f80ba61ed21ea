package io.instgenie.denoise;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Holds latents outside the mask to the picture's own trajectory after every step, as pipelines do whose model does not see the mask
 * (Diffusers' {@code FluxInpaintPipeline}). Immutable; owns what it is given.
 *
 * @param mask 1 to repaint, packed, {@code [tokens, channels]}
 * @param latents z, packed, {@code [tokens, channels]}
 * @param noise packed, {@code [tokens, channels]}
 */
public record Blend(Tensor mask, Tensor latents, Tensor noise) implements AutoCloseable {
    /** Blends latents that have arrived at {@code sigma}: {@code (1 - mask) * ((1 - σ) z + σ noise) + mask * edited}. */
    Tensor apply(Tensor edited, float sigma) {
        Tensor original = latents.mul(new Scalar(1.0f - sigma)).add(noise, new Scalar(sigma)); // [tokens, channels]
        return original.add_(edited.sub(original).mul_(mask)); // [tokens, channels]
    }

    @Override
    public void close() {
        mask.close();
        latents.close();
        noise.close();
    }
}
