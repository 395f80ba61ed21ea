package io.instgenie.model.unet;

import io.instgenie.edit.EditMask;
import io.instgenie.mask.LatentMask;
import io.instgenie.model.NoiseSource;
import io.instgenie.model.Patches;
import io.instgenie.model.Repainting;
import io.instgenie.tensor.Tensors;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Repainting as {@code StableDiffusionInpaintPipeline} and {@code StableDiffusionXLInpaintPipeline} do it, whose draws have one order.
 *
 * @param patches of the model
 * @param seesMask whether the denoiser is trained to repaint; if not, latents outside the mask are put back after every step
 */
public record UNetRepainting(Patches patches, boolean seesMask) implements Repainting {
    /** The picture is encoded only where its latents have a use; the masked picture always is. */
    @Override
    public Draws draw(NoiseSource noise, long[] shape, boolean startsFromNoise) {
        Tensor picture = seesMask && startsFromNoise ? null : noise.draw(shape); // [1, channels, h, w]
        Tensor start = noise.draw(shape); // [1, channels, h, w]
        return new Draws(picture, start, noise.draw(shape));
    }

    /** The mask at the latents' size, then the masked picture's latents ({@code prepare_mask_latents}). */
    @Override
    public @Nullable Tensor channels(Supplier<Tensor> maskedLatents, EditMask mask) {
        if (!seesMask) {
            return null;
        }
        LatentMask sampled = LatentMask.nearest(mask, patches.vaeFactor());
        Tensor cells = Tensors.ofFloats(sampled.toArray(), 1, 1, sampled.height(), sampled.width()); // [1, 1, h, w]
        return torch.cat(
                new TensorVector(patches.pack(cells), patches.pack(maskedLatents.get())), 1); // [cells, 1 + channels]
    }
}
