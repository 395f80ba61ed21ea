package io.instgenie.pretrained;

import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.autoencoders.AutoencoderKlConfig;
import io.instgenie.model.textencoders.ClipTextConfig;
import io.instgenie.model.unet.UNet2DConditionConfig;
import java.nio.file.Path;

/**
 * Whether a pipeline's other networks fit its denoiser.
 *
 * @param file the denoiser's config, to be named in messages
 */
record StableDiffusionFit(Path file, StableDiffusionModel.Networks networks) {
    void require() {
        requireVae();
        requireTextEncoders(new TextEncoderFit(file));
    }

    private void requireVae() {
        UNet2DConditionConfig unet = networks.unet();
        AutoencoderKlConfig vae = networks.vae();
        if (vae.inChannels() != 3 || vae.outChannels() != 3) {
            throw new ModelFormatException(file + ": its vae must have in_channels and out_channels 3 (RGB), not "
                    + vae.inChannels() + " and " + vae.outChannels());
        }
        int latents = vae.latentChannels();
        int inpainting = 2 * latents + 1;
        if (unet.inChannels() != latents && unet.inChannels() != inpainting) {
            throw new ModelFormatException(file + ": field in_channels is " + unet.inChannels()
                    + ", it must be the vae's latent_channels " + latents + ", or " + inpainting
                    + " for a model that sees mask and masked picture");
        }
    }

    private void requireTextEncoders(TextEncoderFit fit) {
        UNet2DConditionConfig unet = networks.unet();
        UNet2DConditionConfig.AddedDims added = unet.time().added();
        ClipTextConfig textEncoder2 = networks.textEncoder2();
        if (textEncoder2 == null) {
            fit.requireStates(unet.crossAttentionDim(), networks.textEncoder());
            if (added != null) {
                throw new ModelFormatException(
                        file + ": field addition_embed_type is text_time, which only a pipeline of SDXL can feed");
            }
            return;
        }
        fit.requireStates(unet.crossAttentionDim(), networks.textEncoder(), textEncoder2);
        if (added == null) {
            throw new ModelFormatException(
                    file + ": field addition_embed_type is missing; it must be text_time in a pipeline of SDXL");
        }
        fit.requirePooled(added.inputDim(), added.timeIdDim(), textEncoder2);
    }
}
