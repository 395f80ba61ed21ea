package io.instgenie.pretrained;

import io.instgenie.model.Pipeline;
import io.instgenie.model.autoencoders.AutoencoderKlConfig;
import io.instgenie.model.rows.Kernels;
import io.instgenie.model.textencoders.ClipTextConfig;
import io.instgenie.model.unet.UNet2DConditionConfig;
import io.instgenie.tensor.Placement;
import org.jspecify.annotations.Nullable;

/**
 * A Stable Diffusion folder: what it holds, read and checked, but for the values of its weights. Immutable.
 *
 * @param forceZerosForEmptyPrompt whether an absent negative prompt is zeros, for models with two encoders
 */
record StableDiffusionModel(
        ModelFolder folder,
        StableDiffusionVariant variant,
        Networks networks,
        DiffusionSamplers samplers,
        boolean forceZerosForEmptyPrompt,
        String modelHash)
        implements PretrainedModel {
    StableDiffusionModel {
        samplers.own(); // whose settings are checked where it is made
    }

    /**
     * The shapes of its networks, which fit each other.
     *
     * @param textEncoder2 null for models with one
     */
    record Networks(
            UNet2DConditionConfig unet,
            AutoencoderKlConfig vae,
            ClipTextConfig textEncoder,
            @Nullable ClipTextConfig textEncoder2) {}

    @Override
    public PretrainedModel withSampler(String className) {
        return new StableDiffusionModel(
                folder, variant, networks, samplers.preferring(className), forceZerosForEmptyPrompt, modelHash);
    }

    /** Its kernels are libtorch's, whatever the device. */
    @Override
    public Pipeline load(Placement placement, Kernels kernels) {
        return new StableDiffusionPipeline(this, placement);
    }
}
