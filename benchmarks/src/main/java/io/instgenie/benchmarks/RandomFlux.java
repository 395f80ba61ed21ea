package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.model.flux.FluxConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * A Flux denoiser with random weights, written as Diffusers writes one, so that this library and its peers measure the same.
 */
final class RandomFlux {
    private static final double SCALE = 0.02;
    /** Numbers drawn; parameters repeat them, since billions would take minutes. Prime, so that rows of a matrix differ. */
    private static final int NUMBERS = 1_000_003;

    private final FluxConfig config;
    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    private RandomFlux(FluxConfig config) {
        this.config = config;
        long width = config.width();
        linear("x_embedder", config.inChannels(), width);
        linear("context_embedder", config.jointAttentionDim(), width);
        for (String embedder : List.of("timestep_embedder", "guidance_embedder")) {
            linear("time_text_embed." + embedder + ".linear_1", 256, width);
            linear("time_text_embed." + embedder + ".linear_2", width, width);
        }
        linear("time_text_embed.text_embedder.linear_1", config.pooledProjectionDim(), width);
        linear("time_text_embed.text_embedder.linear_2", width, width);
        for (int i = 0; i < config.numLayers(); i++) {
            doubleBlock("transformer_blocks." + i + ".", width);
        }
        for (int i = 0; i < config.numSingleLayers(); i++) {
            singleBlock("single_transformer_blocks." + i + ".", width);
        }
        linear("norm_out.linear", width, 2 * width);
        linear("proj_out", width, config.outChannels());
    }

    private void doubleBlock(String block, long width) {
        linear(block + "norm1.linear", width, 6 * width);
        linear(block + "norm1_context.linear", width, 6 * width);
        for (String projection :
                List.of("to_q", "to_k", "to_v", "to_out.0", "add_q_proj", "add_k_proj", "add_v_proj", "to_add_out")) {
            linear(block + "attn." + projection, width, width);
        }
        for (String norm : List.of("norm_q", "norm_k", "norm_added_q", "norm_added_k")) {
            shapes.put(block + "attn." + norm + ".weight", new long[] {config.attentionHeadDim()});
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
            shapes.put(block + "attn." + norm + ".weight", new long[] {config.attentionHeadDim()});
        }
        linear(block + "proj_mlp", width, 4 * width);
        linear(block + "proj_out", 5 * width, width);
    }

    private void linear(String name, long in, long out) {
        shapes.put(name + ".weight", new long[] {out, in});
        shapes.put(name + ".bias", new long[] {out});
    }

    /** Writes config and weights (bfloat16, seed 0) into a folder of that size in {@code parent}, unless they are there; returns it. */
    static Path write(Path parent, FluxSize size) throws IOException {
        Path folder = parent.resolve(size.name().toLowerCase(Locale.ROOT));
        Path weights = folder.resolve("diffusion_pytorch_model.safetensors");
        if (!Files.exists(weights)) {
            Files.createDirectories(folder);
            RandomFlux flux = new RandomFlux(size.config());
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

    private void writeWeights(Path file) throws IOException {
        byte[] header = header();
        ByteBuffer noise = noise();
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            writeAll(out, littleEndian(Long.BYTES).putLong(header.length).flip());
            writeAll(out, ByteBuffer.wrap(header));
            for (Map.Entry<String, long[]> parameter : shapes.entrySet()) {
                long elements = Arrays.stream(parameter.getValue()).reduce(1, Math::multiplyExact);
                if (parameter.getKey().contains(".norm_") && elements == config.attentionHeadDim()) {
                    writeAll(out, ones(elements));
                } else {
                    writeRepeated(out, noise, elements * Short.BYTES);
                }
            }
        }
    }

    /** Goes on in {@code noise} where the parameter before ended. */
    private static void writeRepeated(FileChannel out, ByteBuffer noise, long bytes) throws IOException {
        for (long left = bytes; left > 0; ) {
            if (!noise.hasRemaining()) {
                noise.rewind();
            }
            int length = (int) Math.min(left, noise.remaining());
            writeAll(out, noise.slice(noise.position(), length));
            noise.position(noise.position() + length);
            left -= length;
        }
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static ByteBuffer noise() {
        Random random = new Random(0);
        ByteBuffer noise = littleEndian(NUMBERS * Short.BYTES);
        for (int i = 0; i < NUMBERS; i++) {
            noise.putShort(bfloat16((float) (random.nextGaussian() * SCALE)));
        }
        return noise.flip();
    }

    private static ByteBuffer ones(long elements) {
        ByteBuffer ones = littleEndian(Math.toIntExact(elements * Short.BYTES));
        while (ones.hasRemaining()) {
            ones.putShort(bfloat16(1));
        }
        return ones.flip();
    }

    /** The upper half of the float: rounded toward zero. */
    private static short bfloat16(float number) {
        return (short) (Float.floatToRawIntBits(number) >>> Short.SIZE);
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private byte[] header() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            long offset = 0;
            json.writeStartObject();
            for (Map.Entry<String, long[]> parameter : shapes.entrySet()) {
                long end = offset
                        + Short.BYTES * Arrays.stream(parameter.getValue()).reduce(1, Math::multiplyExact);
                json.writeObjectFieldStart(parameter.getKey());
                json.writeStringField("dtype", "BF16");
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
