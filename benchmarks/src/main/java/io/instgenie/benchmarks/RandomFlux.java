package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.model.flux.FluxConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A Flux denoiser with random weights, written as Diffusers writes one, so that this library and its peers measure the same.
 */
final class RandomFlux {
    private final FluxConfig config;
    private final RandomWeights weights = new RandomWeights();

    private RandomFlux(FluxConfig config) {
        this.config = config;
        long width = config.width();
        weights.linear("x_embedder", config.inChannels(), width);
        weights.linear("context_embedder", config.jointAttentionDim(), width);
        for (String embedder : List.of("timestep_embedder", "guidance_embedder")) {
            weights.linear("time_text_embed." + embedder + ".linear_1", 256, width);
            weights.linear("time_text_embed." + embedder + ".linear_2", width, width);
        }
        weights.linear("time_text_embed.text_embedder.linear_1", config.pooledProjectionDim(), width);
        weights.linear("time_text_embed.text_embedder.linear_2", width, width);
        for (int i = 0; i < config.numLayers(); i++) {
            doubleBlock("transformer_blocks." + i + ".", width);
        }
        for (int i = 0; i < config.numSingleLayers(); i++) {
            singleBlock("single_transformer_blocks." + i + ".", width);
        }
        weights.linear("norm_out.linear", width, 2 * width);
        weights.linear("proj_out", width, config.outChannels());
    }

    private void doubleBlock(String block, long width) {
        weights.linear(block + "norm1.linear", width, 6 * width);
        weights.linear(block + "norm1_context.linear", width, 6 * width);
        for (String projection :
                List.of("to_q", "to_k", "to_v", "to_out.0", "add_q_proj", "add_k_proj", "add_v_proj", "to_add_out")) {
            weights.linear(block + "attn." + projection, width, width);
        }
        for (String norm : List.of("norm_q", "norm_k", "norm_added_q", "norm_added_k")) {
            weights.add(block + "attn." + norm + ".weight", config.attentionHeadDim());
        }
        for (String mlp : List.of("ff", "ff_context")) {
            weights.linear(block + mlp + ".net.0.proj", width, 4 * width);
            weights.linear(block + mlp + ".net.2", 4 * width, width);
        }
    }

    private void singleBlock(String block, long width) {
        weights.linear(block + "norm.linear", width, 3 * width);
        for (String projection : List.of("to_q", "to_k", "to_v")) {
            weights.linear(block + "attn." + projection, width, width);
        }
        for (String norm : List.of("norm_q", "norm_k")) {
            weights.add(block + "attn." + norm + ".weight", config.attentionHeadDim());
        }
        weights.linear(block + "proj_mlp", width, 4 * width);
        weights.linear(block + "proj_out", 5 * width, width);
    }

    /** Writes config and weights (bfloat16, seed 0) into a folder of that size in {@code parent}, unless they are there; returns it. */
    static Path write(Path parent, FluxSize size) throws IOException {
        Path folder = parent.resolve(size.name().toLowerCase(Locale.ROOT));
        Path weights = folder.resolve("diffusion_pytorch_model.safetensors");
        if (!Files.exists(weights)) {
            Files.createDirectories(folder);
            RandomFlux flux = new RandomFlux(size.config());
            flux.writeConfig(folder.resolve("config.json"));
            flux.weights.write(weights);
        }
        return folder;
    }

    private void writeConfig(Path file) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(Files.newOutputStream(file))) {
            json.writeStartObject();
            json.writeStringField("_class_name", "FluxTransformer2DModel");
            json.writeNumberField("in_channels", config.inChannels());
            json.writeNumberField("num_layers", config.numLayers());
            json.writeNumberField("num_single_layers", config.numSingleLayers());
            json.writeNumberField("attention_head_dim", config.attentionHeadDim());
            json.writeNumberField("num_attention_heads", config.numAttentionHeads());
            json.writeNumberField("joint_attention_dim", config.jointAttentionDim());
            json.writeNumberField("pooled_projection_dim", config.pooledProjectionDim());
            json.writeBooleanField("guidance_embeds", config.guidanceEmbeds());
            json.writeArrayFieldStart("axes_dims_rope");
            for (int axis : config.axesDimsRope()) {
                json.writeNumber(axis);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }
}
