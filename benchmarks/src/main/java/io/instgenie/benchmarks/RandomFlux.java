package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.model.transformers.FluxConfig;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A Flux denoiser with random weights, written as Diffusers writes one, so that this library and its peers measure the same: 8 heads of
 * 64, 4 double and 8 single blocks.
 */
final class RandomFlux {
    static final FluxConfig CONFIG = new FluxConfig(64, 64, 4, 8, 64, 8, 512, 256, true, List.of(16, 24, 24));
    static final int GRID = 32;
    static final int TEXT_TOKENS = 128;

    private static final double SCALE = 0.02;

    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    private RandomFlux() {
        long width = CONFIG.width();
        linear("x_embedder", CONFIG.inChannels(), width);
        linear("context_embedder", CONFIG.jointAttentionDim(), width);
        for (String embedder : List.of("timestep_embedder", "guidance_embedder")) {
            linear("time_text_embed." + embedder + ".linear_1", 256, width);
            linear("time_text_embed." + embedder + ".linear_2", width, width);
        }
        linear("time_text_embed.text_embedder.linear_1", CONFIG.pooledProjectionDim(), width);
        linear("time_text_embed.text_embedder.linear_2", width, width);
        for (int i = 0; i < CONFIG.numLayers(); i++) {
            doubleBlock("transformer_blocks." + i + ".", width);
        }
        for (int i = 0; i < CONFIG.numSingleLayers(); i++) {
            singleBlock("single_transformer_blocks." + i + ".", width);
        }
        linear("norm_out.linear", width, 2 * width);
        linear("proj_out", width, CONFIG.outChannels());
    }

    private void doubleBlock(String block, long width) {
        linear(block + "norm1.linear", width, 6 * width);
        linear(block + "norm1_context.linear", width, 6 * width);
        for (String projection :
                List.of("to_q", "to_k", "to_v", "to_out.0", "add_q_proj", "add_k_proj", "add_v_proj", "to_add_out")) {
            linear(block + "attn." + projection, width, width);
        }
        for (String norm : List.of("norm_q", "norm_k", "norm_added_q", "norm_added_k")) {
            shapes.put(block + "attn." + norm + ".weight", new long[] {CONFIG.attentionHeadDim()});
        }
        for (String mlp : List.of("ff", "ff_context")) {
            linear(block + mlp + ".net.0.proj", width, 4 * width);
            linear(block + mlp + ".net.2", 4 * width, width);
        }
    }

    private void singleBlock(String block, long width) {
        linear(block + "norm.linear", width, 3 * width);
        for (String projection : List.of("to_q", "to_k", "to_v")) {
            linear(block + "attn." + projection, width, width);
        }
        for (String norm : List.of("norm_q", "norm_k")) {
            shapes.put(block + "attn." + norm + ".weight", new long[] {CONFIG.attentionHeadDim()});
        }
        linear(block + "proj_mlp", width, 4 * width);
        linear(block + "proj_out", 5 * width, width);
    }

    private void linear(String name, long in, long out) {
        shapes.put(name + ".weight", new long[] {out, in});
        shapes.put(name + ".bias", new long[] {out});
    }

    /** Writes config and weights (seed 0) into {@code folder}, unless they are there. */
    static Path write(Path folder) throws IOException {
        Path weights = folder.resolve("diffusion_pytorch_model.safetensors");
        if (!Files.exists(weights)) {
            Files.createDirectories(folder);
            RandomFlux flux = new RandomFlux();
            flux.writeConfig(folder.resolve("config.json"));
            Path partial = folder.resolve("weights.partial");
            flux.writeWeights(partial);
            Files.move(partial, weights);
        }
        return folder;
    }

    private void writeConfig(Path file) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(Files.newOutputStream(file))) {
            json.writeStartObject();
            json.writeStringField("_class_name", "FluxTransformer2DModel");
            json.writeNumberField("in_channels", CONFIG.inChannels());
            json.writeNumberField("num_layers", CONFIG.numLayers());
            json.writeNumberField("num_single_layers", CONFIG.numSingleLayers());
            json.writeNumberField("attention_head_dim", CONFIG.attentionHeadDim());
            json.writeNumberField("num_attention_heads", CONFIG.numAttentionHeads());
            json.writeNumberField("joint_attention_dim", CONFIG.jointAttentionDim());
            json.writeNumberField("pooled_projection_dim", CONFIG.pooledProjectionDim());
            json.writeBooleanField("guidance_embeds", CONFIG.guidanceEmbeds());
            json.writeArrayFieldStart("axes_dims_rope");
            for (int axis : CONFIG.axesDimsRope()) {
                json.writeNumber(axis);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private void writeWeights(Path file) throws IOException {
        byte[] header = header();
        Random random = new Random(0);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeLong(Long.reverseBytes(header.length));
            out.write(header);
            for (Map.Entry<String, long[]> parameter : shapes.entrySet()) {
                boolean norm = parameter.getKey().contains(".norm_")
                        && parameter.getValue().length == 1
                        && !parameter.getKey().endsWith(".bias");
                int elements =
                        Math.toIntExact(Arrays.stream(parameter.getValue()).reduce(1, Math::multiplyExact));
                ByteBuffer bytes = ByteBuffer.allocate(elements * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                for (int i = 0; i < elements; i++) {
                    bytes.putFloat(norm ? 1 : (float) (random.nextGaussian() * SCALE));
                }
                out.write(bytes.array());
            }
        }
    }

    private byte[] header() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            long offset = 0;
            json.writeStartObject();
            for (Map.Entry<String, long[]> parameter : shapes.entrySet()) {
                long end = offset
                        + Float.BYTES * Arrays.stream(parameter.getValue()).reduce(1, Math::multiplyExact);
                json.writeObjectFieldStart(parameter.getKey());
                json.writeStringField("dtype", "F32");
                json.writeFieldName("shape");
                json.writeArray(parameter.getValue(), 0, parameter.getValue().length);
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {offset, end}, 0, 2);
                json.writeEndObject();
                offset = end;
            }
            json.writeEndObject();
        }
        while (out.size() % Long.BYTES != 0) {
            out.write(' '); // keeps the data aligned
        }
        return out.toByteArray();
    }
}
