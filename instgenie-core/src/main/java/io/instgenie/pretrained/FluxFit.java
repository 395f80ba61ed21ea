package io.instgenie.pretrained;

import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.autoencoders.AutoencoderKlConfig;
import io.instgenie.model.flux.FluxConfig;
import io.instgenie.model.textencoders.ClipTextConfig;
import io.instgenie.model.textencoders.T5Config;
import java.nio.file.Path;

/**
 * Whether a pipeline's other parts fit its denoiser.
 *
 * @param file the denoiser's config, to be named in messages
 */
record FluxFit(Path file, FluxVariant variant, FluxConfig transformer) {
    void requireVae(AutoencoderKlConfig vae) {
        if (vae.inChannels() != 3 || vae.outChannels() != 3) {
            throw new ModelFormatException(file + ": its vae must have in_channels and out_channels 3 (RGB), not "
                    + vae.inChannels() + " and " + vae.outChannels());
        }
        int latents = FluxVariant.TOKEN_LATENTS * vae.latentChannels();
        require("in_channels", transformer.inChannels(), variant.inChannels(vae), "a token of " + variant + " has");
        require("out_channels", transformer.outChannels(), latents, "the latents of a token have");
    }

    void requireTextEncoders(ClipTextConfig textEncoder, T5Config textEncoder2) {
        require(
                "pooled_projection_dim",
                transformer.pooledProjectionDim(),
                textEncoder.hiddenSize(),
                "text_encoder's hidden_size is");
        require(
                "joint_attention_dim",
                transformer.jointAttentionDim(),
                textEncoder2.dModel(),
                "text_encoder_2's d_model is");
    }

    private void require(String field, int value, int expected, String why) {
        if (value != expected) {
            throw new ModelFormatException(
                    file + ": field " + field + " is " + value + ", but " + why + " " + expected);
        }
    }
}
