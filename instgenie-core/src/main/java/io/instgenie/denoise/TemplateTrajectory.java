package io.instgenie.denoise;

import io.instgenie.model.transformers.Conditioning;
import io.instgenie.model.transformers.FluxTransformer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A template on its way through the schedule: at step i its tokens stand at {@code (1 - σ_i) z + σ_i ε}, computed from z, so that no step
 * depends on another. Immutable and thread-safe until closed; owns what it is given.
 *
 * @param text embedded template prompt, {@code [textTokens, width]}
 * @param conditioning for all steps
 * @param rotary complex {@code [tokens, 1, headDim / 2]}
 * @param latents z, packed, {@code [tokens, channels]}
 * @param noise ε, packed, {@code [tokens, channels]}
 * @param extra a Fill model's further channels for an empty mask, {@code [tokens, extraChannels]}, or null
 * @param sigmas of the schedule's steps, one more than steps
 */
public record TemplateTrajectory(
        Tensor text,
        Conditioning conditioning,
        Tensor rotary,
        Tensor latents,
        Tensor noise,
        @Nullable Tensor extra,
        float[] sigmas)
        implements AutoCloseable {

    public int tokens() {
        return Math.toIntExact(latents.size(0));
    }

    public int textTokens() {
        return Math.toIntExact(text.size(0));
    }

    public int steps() {
        return sigmas.length - 1;
    }

    /** The embedded image tokens at a step, {@code [tokens, width]}. */
    Tensor embed(FluxTransformer transformer, int step) {
        float sigma = sigmas[step];
        Tensor noisy = latents.mul(new Scalar(1.0f - sigma)).add(noise, new Scalar(sigma)); // [tokens, channels]
        return transformer.embedImage(extra == null ? noisy : torch.cat(new TensorVector(noisy, extra), 1));
    }

    @Override
    public void close() {
        text.close();
        conditioning.close();
        rotary.close();
        latents.close();
        noise.close();
        if (extra != null) {
            extra.close();
        }
    }
}
