package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.model.unet.UNet2DConditionConfig;
import io.instgenie.model.unet.UNet2DConditionConfig.AddedDims;
import io.instgenie.model.unet.UNet2DConditionConfig.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A UNet with random weights, written as Diffusers writes one, so that this library and its peers measure the same. Its levels have the
 * same transformer layers on the way down and up.
 */
final class RandomUNet {
    private final UNet2DConditionConfig config;
    private final RandomWeights weights = new RandomWeights();
    private final Deque<Long> skips = new ArrayDeque<>();
    private long channels;

    private RandomUNet(UNet2DConditionConfig config) {
        this.config = config;
        channels = config.levels().get(0).channels();
        time();
        convolution("conv_in", config.inChannels(), channels);
        skips.push(channels);
        int last = config.levels().size() - 1;
        for (int i = 0; i <= last; i++) {
            down("down_blocks." + i, config.levels().get(i), i == last);
        }
        resnet("mid_block.resnets.0", channels, channels);
        transformer("mid_block.attentions.0", config.middle().transformerLayers());
        resnet("mid_block.resnets.1", channels, channels);
        for (int i = 0; i <= last; i++) {
            up("up_blocks." + i, config.levels().get(last - i), i == last);
        }
        norm("conv_norm_out", channels);
        convolution("conv_out", channels, config.outChannels());
    }

    private void time() {
        int width = config.time().width();
        weights.linear("time_embedding.linear_1", channels, width);
        weights.linear("time_embedding.linear_2", width, width);
        AddedDims added = config.time().added();
        if (added != null) {
            weights.linear("add_embedding.linear_1", added.inputDim(), width);
            weights.linear("add_embedding.linear_2", width, width);
        }
    }

    private void down(String block, Level level, boolean last) {
        for (int i = 0; i < level.down().size(); i++) {
            resnet(block + ".resnets." + i, channels, level.channels());
            transformer(block + ".attentions." + i, level.down().get(i));
            skips.push(channels);
        }
        if (!last) {
            convolution(block + ".downsamplers.0.conv", channels, channels);
            skips.push(channels);
        }
    }

    private void up(String block, Level level, boolean last) {
        for (int i = 0; i < level.up().size(); i++) {
            resnet(block + ".resnets." + i, channels + skips.pop(), level.channels());
            transformer(block + ".attentions." + i, level.up().get(i));
        }
        if (!last) {
            convolution(block + ".upsamplers.0.conv", channels, channels);
        }
    }

    private void resnet(String place, long in, long out) {
        norm(place + ".norm1", in);
        convolution(place + ".conv1", in, out);
        weights.linear(place + ".time_emb_proj", config.time().width(), out);
        norm(place + ".norm2", out);
        convolution(place + ".conv2", out, out);
        if (in != out) {
            weights.add(place + ".conv_shortcut.weight", out, in, 1, 1);
            weights.add(place + ".conv_shortcut.bias", out);
        }
        channels = out;
    }

    private void transformer(String place, int layers) {
        if (layers == 0) {
            return;
        }
        norm(place + ".norm", channels);
        weights.linear(place + ".proj_in", channels, channels);
        for (int i = 0; i < layers; i++) {
            transformerBlock(place + ".transformer_blocks." + i);
        }
        weights.linear(place + ".proj_out", channels, channels);
    }

    private void transformerBlock(String block) {
        attention(block + ".attn1", channels);
        attention(block + ".attn2", config.crossAttentionDim());
        weights.linear(block + ".ff.net.0.proj", channels, 8 * channels);
        weights.linear(block + ".ff.net.2", 4 * channels, channels);
        for (String norm : List.of("norm1", "norm2", "norm3")) {
            norm(block + "." + norm, channels);
        }
    }

    private void attention(String attention, long memoryWidth) {
        weights.add(attention + ".to_q.weight", channels, channels);
        weights.add(attention + ".to_k.weight", channels, memoryWidth);
        weights.add(attention + ".to_v.weight", channels, memoryWidth);
        weights.linear(attention + ".to_out.0", channels, channels);
    }

    private void convolution(String name, long in, long out) {
        weights.add(name + ".weight", out, in, 3, 3);
        weights.add(name + ".bias", out);
    }

    private void norm(String name, long width) {
        weights.add(name + ".weight", width);
        weights.add(name + ".bias", width);
    }

    /** Writes config and weights into a folder of that size in {@code parent}, unless they are there; returns it. */
    static Path write(Path parent, UNetSize size) throws IOException {
        Path folder = parent.resolve(size.name().toLowerCase(Locale.ROOT));
        Path weights = folder.resolve("diffusion_pytorch_model.safetensors");
        if (!Files.exists(weights)) {
            Files.createDirectories(folder);
            RandomUNet unet = new RandomUNet(size.config());
            unet.writeConfig(folder.resolve("config.json"));
            unet.weights.write(weights);
        }
        return folder;
    }

    private void writeConfig(Path file) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(Files.newOutputStream(file))) {
            json.writeStartObject();
            json.writeStringField("_class_name", "UNet2DConditionModel");
            json.writeNumberField("in_channels", config.inChannels());
            json.writeNumberField("cross_attention_dim", config.crossAttentionDim());
            json.writeNumberField("norm_num_groups", config.norm().groups());
            json.writeBooleanField("use_linear_projection", true);
            numbers(json, "block_out_channels", Level::channels);
            numbers(json, "attention_head_dim", Level::heads);
            numbers(json, "layers_per_block", level -> level.down().size());
            numbers(
                    json,
                    "transformer_layers_per_block",
                    level -> Math.max(1, level.down().get(0)));
            types(json, "down_block_types", "DownBlock2D", config.levels());
            List<Level> upwards = new ArrayList<>(config.levels());
            Collections.reverse(upwards);
            types(json, "up_block_types", "UpBlock2D", upwards);
            AddedDims added = config.time().added();
            if (added != null) {
                json.writeStringField("addition_embed_type", "text_time");
                json.writeNumberField("addition_time_embed_dim", added.timeIdDim());
                json.writeNumberField("projection_class_embeddings_input_dim", added.inputDim());
            }
            json.writeEndObject();
        }
    }

    private void numbers(JsonGenerator json, String field, Function<Level, Integer> number) throws IOException {
        json.writeArrayFieldStart(field);
        for (Level level : config.levels()) {
            json.writeNumber(number.apply(level));
        }
        json.writeEndArray();
    }

    private static void types(JsonGenerator json, String field, String plain, List<Level> levels) throws IOException {
        json.writeArrayFieldStart(field);
        for (Level level : levels) {
            json.writeString(level.down().get(0) == 0 ? plain : "CrossAttn" + plain);
        }
        json.writeEndArray();
    }
}
