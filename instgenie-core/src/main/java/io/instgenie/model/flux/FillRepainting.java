package io.instgenie.model.flux;

import io.instgenie.edit.EditMask;
import io.instgenie.model.NoiseSource;
import io.instgenie.model.Patches;
import io.instgenie.model.Repainting;
import io.instgenie.tensor.Tensors;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A model trained to repaint: it sees the masked picture's latents and the mask (Diffusers' {@code FluxFillPipeline}).
 *
 * @param patches of the model
 */
public record FillRepainting(Patches patches) implements Repainting {
    @Override
    public Draws draw(NoiseSource noise, long[] shape, boolean startsFromNoise) {
        Tensor picture = noise.draw(shape);
        Tensor start = noise.draw(shape);
        return new Draws(startsFromNoise ? null : picture, start, noise.draw(shape));
    }

    /** The masked picture's latents, then the mask, a latent's pixels as its channels ({@code prepare_mask_latents}). */
    @Override
    public Tensor channels(Supplier<Tensor> maskedLatents, EditMask mask) {
        long factor = patches.vaeFactor();
        long height = mask.height() / factor;
        long width = mask.width() / factor;
        Tensor pixels = Tensors.ofFloats(values(mask), height, factor, width, factor)
                .permute(1, 3, 0, 2)
                .reshape(1, factor * factor, height, width); // [1, vaeFactor^2, h, w]
        return torch.cat(
                new TensorVector(patches.pack(maskedLatents.get()), patches.pack(pixels)),
                1); // [tokens, extraChannels]
    }

    private static float[] values(EditMask mask) {
        float[] values = new float[mask.width() * mask.height()];
        for (int i = 0; i < values.length; i++) {
            values[i] = mask.isMasked(i % mask.width(), i / mask.width()) ? 1 : 0;
        }
        return values;
    }
}
