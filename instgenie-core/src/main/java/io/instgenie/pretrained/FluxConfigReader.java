package io.instgenie.pretrained;

import io.instgenie.model.flux.FluxConfig;
import java.util.List;

/** Reads the {@code config.json} of a {@code FluxTransformer2DModel}, with that class's defaults. */
final class FluxConfigReader {
    private FluxConfigReader() {}

    static FluxConfig read(Config config) {
        config.requireOneOf("patch_size", 1L);
        int inChannels = config.intAt("in_channels", 64);
        FluxConfig flux = new FluxConfig(
                inChannels,
                config.intAt("out_channels", inChannels),
                config.intAt("num_layers", 19),
                config.intAt("num_single_layers", 38),
                config.intAt("attention_head_dim", 128),
                config.intAt("num_attention_heads", 24),
                config.intAt("joint_attention_dim", 4096),
                config.intAt("pooled_projection_dim", 768),
                config.boolAt("guidance_embeds", false),
                config.intsAt("axes_dims_rope", List.of(16, 56, 56)));
        requireRopeFillsHead(flux, config);
        return flux;
    }

    /** Rotary embedding turns pairs of a head's channels: by the text's or image's index, by row, and by column. */
    private static void requireRopeFillsHead(FluxConfig flux, Config config) {
        List<Integer> axes = flux.axesDimsRope();
        boolean inPairs = axes.stream().allMatch(dim -> dim % 2 == 0);
        long sum = axes.stream().mapToLong(Integer::longValue).sum();
        if (axes.size() != 3 || !inPairs || sum != flux.attentionHeadDim()) {
            throw config.invalid(
                    "axes_dims_rope",
                    "is " + axes + ", it must be three even numbers whose sum is attention_head_dim = "
                            + flux.attentionHeadDim());
        }
    }
}
