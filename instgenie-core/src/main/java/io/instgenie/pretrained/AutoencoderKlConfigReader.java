package io.instgenie.pretrained;

import io.instgenie.model.autoencoders.AutoencoderKlConfig;
import java.util.List;

/**
 * Reads the {@code config.json} of an {@code AutoencoderKL}, with that class's defaults. Of {@code force_upcast} nothing is kept: it forbids
 * float16, in which no device computes here; weights that are stored so are widened when they are read.
 */
final class AutoencoderKlConfigReader {
    /** More blocks would make a latent of 128 pixels and more. */
    private static final int MOST_BLOCKS = 7;

    private AutoencoderKlConfigReader() {}

    static AutoencoderKlConfig read(Config config) {
        config.requireOneOf("act_fn", "silu");
        config.boolAt("force_upcast", true);
        config.requireAbsent("latents_mean");
        config.requireAbsent("latents_std");
        AutoencoderKlConfig vae = new AutoencoderKlConfig(
                config.intAt("in_channels", 3),
                config.intAt("out_channels", 3),
                config.intsAt("block_out_channels", List.of(64)),
                config.intAt("layers_per_block", 1),
                config.intAt("latent_channels", 4),
                config.intAt("norm_num_groups", 32),
                config.positiveAt("scaling_factor", 0.18215),
                config.doubleAt("shift_factor", 0),
                config.boolAt("use_quant_conv", true),
                config.boolAt("use_post_quant_conv", true),
                config.boolAt("mid_block_add_attention", true),
                config.intAt("sample_size", 32));
        requireBlocks(config, "down_block_types", "DownEncoderBlock2D", vae);
        requireBlocks(config, "up_block_types", "UpDecoderBlock2D", vae);
        requireWholeGroups(vae, config);
        return vae;
    }

    private static void requireBlocks(Config config, String field, String type, AutoencoderKlConfig vae) {
        int blocks = vae.blockOutChannels().size();
        List<String> types = config.stringsAt(field, List.of(type));
        if (types.size() != blocks || !types.stream().allMatch(type::equals)) {
            throw config.invalid(
                    field,
                    "is " + types + ", it must be " + type + " for each of the " + blocks + " block_out_channels");
        }
    }

    private static void requireWholeGroups(AutoencoderKlConfig vae, Config config) {
        List<Integer> channels = vae.blockOutChannels();
        if (channels.size() > MOST_BLOCKS || channels.stream().anyMatch(count -> count % vae.normNumGroups() != 0)) {
            throw config.invalid(
                    "block_out_channels",
                    "is " + channels + ", it must be at most " + MOST_BLOCKS + " multiples of norm_num_groups = "
                            + vae.normNumGroups());
        }
    }
}
