package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.EditEngine;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.parity.ParityCase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that is not what it says is refused when the engine is built, with the name of what is wrong. */
class BadModelTest {
    private static final Path MODEL = ParityCase.FLUX_FILL.path("model");

    @TempDir
    private Path folder;

    @BeforeEach
    void copyModel() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(MODEL)) {
            files = found.toList(); // folders come before what is in them
        }
        for (Path file : files) {
            Path copy = folder.resolve(MODEL.relativize(file).toString());
            if (Files.isDirectory(file)) {
                Files.createDirectories(copy);
            } else {
                Files.write(copy, Files.readAllBytes(file));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "transformer/diffusion_pytorch_model.safetensors, single_transformer_blocks.0.proj_out.weight",
        "vae/diffusion_pytorch_model.safetensors, decoder.conv_in.bias",
        "text_encoder/model.safetensors, text_model.embeddings.position_embedding.weight",
        "text_encoder_2/model.safetensors, encoder.block.0.layer.0.SelfAttention.k.weight"
    })
    void nan(String file, String parameter) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(file));
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int header = Math.toIntExact(buffer.getLong(0));
        Matcher offsets = Pattern.compile(
                        Pattern.quote("\"" + parameter + "\"") + ":\\{[^}]*\"data_offsets\":\\[\\d+,(\\d+)]")
                .matcher(new String(bytes, Long.BYTES, header, StandardCharsets.UTF_8));
        assertThat(offsets.find()).isTrue();
        int end = Long.BYTES + header + Integer.parseInt(offsets.group(1));
        buffer.putFloat(end - Float.BYTES, Float.NaN);
        Files.write(folder.resolve(file), bytes);
        assertRefused(parameter, "NaN");
    }

    @Test
    void shapesThatDisagreeWithTheConfig() throws IOException {
        replace("transformer/config.json", "\"joint_attention_dim\": 48", "\"joint_attention_dim\": 64");
        assertRefused("64", "48");
    }

    @Test
    void blocksThatAreMissing() throws IOException {
        replace("transformer/config.json", "\"num_single_layers\": 3", "\"num_single_layers\": 4");
        assertRefused("single_transformer_blocks.3.");
    }

    @Test
    void unsupportedPipeline() throws IOException {
        replace("model_index.json", "\"FluxFillPipeline\"", "\"StableAudioPipeline\"");
        assertRefused("StableAudioPipeline", "FluxFillPipeline");
    }

    @Test
    void unsupportedSampler() throws IOException {
        replace("model_index.json", "\"FlowMatchEulerDiscreteScheduler\"", "\"DDIMScheduler\"");
        assertRefused("DDIMScheduler");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model_index.json",
                "scheduler/scheduler_config.json",
                "transformer/config.json",
                "transformer/diffusion_pytorch_model.safetensors",
                "vae/config.json",
                "text_encoder/model.safetensors"
            })
    void cutOffOrMissing(String file) throws IOException {
        byte[] whole = Files.readAllBytes(folder.resolve(file));
        Files.write(folder.resolve(file), Arrays.copyOf(whole, whole.length / 2));
        assertRefused(file);
        Files.delete(folder.resolve(file));
        assertRefused(Path.of(file).getFileName().toString());
    }

    @Test
    void noFolder() {
        folder = folder.resolve("nowhere");
        assertRefused("nowhere");
    }

    private void replace(String file, String old, String replacement) throws IOException {
        String text = Files.readString(folder.resolve(file));
        assertThat(text).contains(old);
        Files.writeString(folder.resolve(file), text.replace(old, replacement));
    }

    private void assertRefused(String... named) {
        assertThatThrownBy(() -> EditEngine.builder(folder).build().close())
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(named);
    }
}
