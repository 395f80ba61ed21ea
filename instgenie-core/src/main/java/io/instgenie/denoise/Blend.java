package io.instgenie.denoise;

import io.instgenie.model.samplers.NoiseLevel;
import org.bytedeco.pytorch.Tensor;

/**
 * Holds latents outside the mask to the picture's own trajectory after every step, as pipelines do whose model does not see the mask
 * (Diffusers' inpaint pipelines for models with as many channels in as out). Immutable; owns what it is given.
 *
 * @param mask 1 to repaint, packed, {@code [tokens, channels]}
 * @param latents z, packed, {@code [tokens, channels]}
 * @param noise packed, {@code [tokens, channels]}
 */
public record Blend(Tensor mask, Tensor latents, Tensor noise) implements AutoCloseable {
    /** Blends latents that have arrived at a noise level: {@code (1 - mask) * (z noised) + mask * edited}. */
    Tensor apply(Tensor edited, NoiseLevel level) {
        Tensor original = level.of(latents, noise); // [tokens, channels]
        return original.add_(edited.sub(original).mul_(mask)); // [tokens, channels]
    }

    @Override
    public void close() {
        mask.close();
        latents.close();
        noise.close();
    }
}
