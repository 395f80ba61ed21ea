package io.instgenie.model;

import io.instgenie.edit.EditMask;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** How a pipeline repaints what a mask covers. Stateless. */
public interface Repainting {
    /**
     * What is drawn for an edit before its first step.
     *
     * @param picture for the posterior of the picture's latents; null where the pipeline does not encode the picture
     * @param noise that the edit starts from
     * @param maskedPicture for the posterior of the masked picture's latents
     */
    record Draws(@Nullable Tensor picture, Tensor noise, Tensor maskedPicture) {}

    /**
     * Draws in the pipeline's order.
     *
     * @param shape of the picture's latents, {@code [1, channels, h, w]}
     * @param startsFromNoise whether the edit has its full strength, so that the picture's latents have no weight
     */
    Draws draw(NoiseSource noise, long[] shape, boolean startsFromNoise);

    /**
     * What the denoiser sees besides the latents, {@code [tokens, extraChannels]} on the CPU; null if it does not see the mask: then latents
     * outside the mask are put back after every step.
     *
     * @param maskedLatents of the masked picture, in the denoiser's scale, {@code [1, channels, h, w]}; asked only if needed
     * @param mask fitted to the canvas
     */
    @Nullable
    Tensor channels(Supplier<Tensor> maskedLatents, EditMask mask);
}
