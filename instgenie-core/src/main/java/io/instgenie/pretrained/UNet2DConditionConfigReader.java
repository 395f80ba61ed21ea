package io.instgenie.pretrained;

import io.instgenie.model.unet.UNet2DConditionConfig;
import io.instgenie.model.unet.UNet2DConditionConfig.AddedDims;
import io.instgenie.model.unet.UNet2DConditionConfig.Level;
import io.instgenie.model.unet.UNet2DConditionConfig.Middle;
import io.instgenie.model.unet.UNet2DConditionConfig.Norm;
import io.instgenie.model.unet.UNet2DConditionConfig.Time;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the {@code config.json} of a {@code UNet2DConditionModel}, with that class's defaults. */
final class UNet2DConditionConfigReader {
    /** Latents, or those with a mask and a masked picture. */
    private static final Object[] IN_CHANNELS = {4L, 9L};

    private static final String PLAIN_DOWN = "DownBlock2D";
    private static final String ATTENDING_DOWN = "CrossAttnDownBlock2D";
    private static final String PLAIN_UP = "UpBlock2D";
    private static final String ATTENDING_UP = "CrossAttnUpBlock2D";
    private static final List<Integer> PUBLISHED_CHANNELS = List.of(320, 640, 1280, 1280);
    private static final int MOST_LEVELS = 8;
    /** Original size, crop and size aimed at, two numbers each. */
    private static final int TIME_IDS = 6;

    private UNet2DConditionConfigReader() {}

    static UNet2DConditionConfig read(Config config) {
        refuseWhatIsNotBuilt(config);
        List<Integer> channels = config.intsAt("block_out_channels", PUBLISHED_CHANNELS);
        Norm norm = new Norm(config.intAt("norm_num_groups", 32), config.positiveAt("norm_eps", 1e-5));
        requireWholeGroups(channels, norm.groups(), config);
        List<Level> levels = levels(channels, config);
        return new UNet2DConditionConfig(
                config.intAt("in_channels", 4),
                config.intAt("out_channels", 4),
                crossAttentionDim(levels.size(), config),
                levels,
                new Middle(middleLayers(levels.size(), config), config.positiveAt("mid_block_scale_factor", 1)),
                norm,
                time(channels.get(0), config));
    }

    /** Fields with which Diffusers computes something that is not built here. */
    private static void refuseWhatIsNotBuilt(Config config) {
        config.requireOneOf("in_channels", IN_CHANNELS);
        config.requireOneOf("out_channels", 4L);
        config.requireOneOf("mid_block_type", "UNetMidBlock2DCrossAttn");
        config.requireOneOf("act_fn", "silu", "swish");
        config.requireOneOf("center_input_sample", false);
        config.requireOneOf("downsample_padding", 1L);
        config.requireOneOf("conv_in_kernel", 3L);
        config.requireOneOf("conv_out_kernel", 3L);
        config.requireOneOf("resnet_time_scale_shift", "default");
        config.requireOneOf("resnet_skip_time_act", false);
        config.requireOneOf("resnet_out_scale_factor", 1L, 1.0);
        config.requireOneOf("attention_type", "default");
        config.requireOneOf("only_cross_attention", false);
        config.requireOneOf("mid_block_only_cross_attention", false);
        config.requireOneOf("dual_cross_attention", false);
        config.requireOneOf("time_embedding_type", "positional");
        config.requireOneOf("class_embeddings_concat", false);
        for (String field : List.of(
                "num_attention_heads", // Diffusers refuses it too: attention_head_dim is their number
                "cross_attention_norm",
                "class_embed_type",
                "num_class_embeds",
                "encoder_hid_dim",
                "encoder_hid_dim_type",
                "time_embedding_act_fn",
                "timestep_post_act")) {
            config.requireAbsent(field);
        }
        config.boolAt("upcast_attention", false); // float32 here in any case
        config.boolAt("use_linear_projection", false); // the weights tell
    }

    private static void requireWholeGroups(List<Integer> channels, int groups, Config config) {
        if (channels.size() > MOST_LEVELS || channels.stream().anyMatch(count -> count % groups != 0)) {
            throw config.invalid(
                    "block_out_channels",
                    "is " + channels + ", it must be at most " + MOST_LEVELS + " multiples of norm_num_groups = "
                            + groups);
        }
        if (channels.get(0) % 2 != 0) {
            throw config.invalid("block_out_channels", "is " + channels + ", the first must be an even number");
        }
    }

    private static List<Level> levels(List<Integer> channels, Config config) {
        int count = channels.size();
        List<Boolean> down = attending(config, "down_block_types", PLAIN_DOWN, ATTENDING_DOWN, count);
        List<Boolean> up = reversed(attending(config, "up_block_types", PLAIN_UP, ATTENDING_UP, count));
        List<Integer> heads = heads(channels, config);
        List<Integer> resnets = config.intForEach("layers_per_block", count, 2);
        List<List<Integer>> layersDown = config.intsForEach("transformer_layers_per_block", resnets, 1);
        List<List<Integer>> layersUp = layersUp(resnets, config);
        List<Level> levels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            levels.add(new Level(
                    channels.get(i),
                    heads.get(i),
                    down.get(i) ? layersDown.get(i) : none(layersDown.get(i)),
                    up.get(i) ? layersUp.get(i) : none(layersUp.get(i))));
        }
        return levels;
    }

    private static List<Integer> none(List<Integer> layers) {
        return Collections.nCopies(layers.size(), 0);
    }

    /** For each block of the field, whether it has transformers. */
    private static List<Boolean> attending(Config config, String field, String plain, String attending, int blocks) {
        List<String> fallback = new ArrayList<>(Collections.nCopies(PUBLISHED_CHANNELS.size(), attending));
        fallback.set(field.startsWith("down") ? fallback.size() - 1 : 0, plain);
        List<String> types = config.stringsAt(field, fallback);
        if (types.size() != blocks || !List.of(plain, attending).containsAll(types)) {
            throw config.invalid(
                    field,
                    "is " + types + ", it must be " + plain + " or " + attending + " for each of the " + blocks
                            + " block_out_channels");
        }
        return types.stream().map(attending::equals).toList();
    }

    /** Old Diffusers named the number of heads {@code attention_head_dim}, and all published configs do. */
    private static List<Integer> heads(List<Integer> channels, Config config) {
        List<Integer> heads = config.intForEach("attention_head_dim", channels.size(), 8);
        for (int i = 0; i < heads.size(); i++) {
            if (channels.get(i) % heads.get(i) != 0) {
                throw config.invalid(
                        "attention_head_dim",
                        "is " + heads + ", numbers of heads that must divide block_out_channels = " + channels);
            }
        }
        return heads;
    }

    /** Of the finest level first, as the way down. */
    private static List<List<Integer>> layersUp(List<Integer> resnets, Config config) {
        List<Integer> oneMore = resnets.stream().map(count -> count + 1).toList();
        if (config.has("reverse_transformer_layers_per_block")) {
            return reversed(config.intsForEach("reverse_transformer_layers_per_block", reversed(oneMore), 1));
        }
        if (config.isNested("transformer_layers_per_block")) {
            throw config.invalid(
                    "reverse_transformer_layers_per_block",
                    "is missing; it must be there where transformer_layers_per_block has lists in it");
        }
        return config.intsForEach("transformer_layers_per_block", oneMore, 1);
    }

    private static int middleLayers(int levels, Config config) {
        List<Integer> resnets = config.intForEach("layers_per_block", levels, 2);
        return config.intsForEach("transformer_layers_per_block", resnets, 1)
                .get(levels - 1)
                .get(0);
    }

    private static int crossAttentionDim(int levels, Config config) {
        List<Integer> dims = config.intForEach("cross_attention_dim", levels, 1280);
        if (dims.stream().distinct().count() != 1) {
            throw config.invalid("cross_attention_dim", "is " + dims + ", it must be one number for all levels");
        }
        return dims.get(0);
    }

    private static Time time(int channels, Config config) {
        return new Time(
                config.intAt("time_embedding_dim", 4 * channels),
                config.boolAt("flip_sin_to_cos", true),
                config.doubleAt("freq_shift", 0),
                config.has("time_cond_proj_dim") ? even("time_cond_proj_dim", config) : 0,
                added(config));
    }

    private static @Nullable AddedDims added(Config config) {
        config.requireOneOf("addition_embed_type", "text_time");
        if (!config.has("addition_embed_type")) {
            return null;
        }
        AddedDims added = new AddedDims(
                even("addition_time_embed_dim", config), config.intAt("projection_class_embeddings_input_dim"));
        if (added.inputDim() <= TIME_IDS * added.timeIdDim()) {
            throw config.invalid(
                    "projection_class_embeddings_input_dim",
                    "is " + added.inputDim() + ", it must be " + TIME_IDS + " x addition_time_embed_dim = "
                            + TIME_IDS * added.timeIdDim() + " and the width of the pooled text");
        }
        return added;
    }

    private static int even(String field, Config config) {
        int value = config.intAt(field);
        if (value % 2 != 0) {
            throw config.invalid(field, "is " + value + ", it must be an even number");
        }
        return value;
    }

    private static <T> List<T> reversed(List<T> values) {
        List<T> reversed = new ArrayList<>(values);
        Collections.reverse(reversed);
        return reversed;
    }
}
