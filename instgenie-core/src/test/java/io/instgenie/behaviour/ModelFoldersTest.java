package io.instgenie.behaviour;

import static io.instgenie.behaviour.SmallEdits.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.EditEngine;
import io.instgenie.EditEngineBuilder;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.parity.ParityCase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models as downloads and other programs leave them: read as Diffusers reads them, or called what they are. */
class ModelFoldersTest {
    private static final Path MODEL = ParityCase.FLUX_FILL.path("model");
    private static final List<String> WEIGHTS = List.of(
            "transformer/diffusion_pytorch_model.safetensors",
            "vae/diffusion_pytorch_model.safetensors",
            "text_encoder/model.safetensors",
            "text_encoder_2/model.safetensors");
    private static final String POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 4932\n";

    @TempDir
    private Path root;

    private Path folder;

    @BeforeEach
    void copyModel() throws IOException {
        folder = root.resolve("model");
        try (Stream<Path> found = Files.walk(MODEL)) {
            for (Path file : found.toList()) {
                Files.copy(file, folder.resolve(MODEL.relativize(file).toString()));
            }
        }
    }

    @Test
    void aVariantMayBeAloneOrChosen() throws IOException {
        EditImage expected = edit(engine());
        for (String file : WEIGHTS) {
            Files.move(folder.resolve(file), folder.resolve(variantOf(file)));
        }
        assertThat(edit(engine())).isEqualTo(expected);
        for (String file : WEIGHTS) {
            Files.writeString(folder.resolve(file), "old");
        }
        assertThat(edit(engine().variant("fp16"))).isEqualTo(expected);
        assertRefused("safetensors is too short");
    }

    @Test
    void componentsWithoutTheVariantHaveTheirPlainWeights() throws IOException {
        EditImage expected = edit(engine());
        Files.move(folder.resolve(WEIGHTS.get(0)), folder.resolve(variantOf(WEIGHTS.get(0))));
        assertThat(edit(engine().variant("fp16"))).isEqualTo(expected);
        assertThatThrownBy(() -> engine().variant("bf16").build())
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll("no weights of the variant bf16", "it has the variants [fp16]");
        assertThatThrownBy(() -> engine().variant("../fp16").build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("variant is ../fp16");
    }

    @Test
    void shardsSavedOverASingleFileAreRead() throws IOException {
        EditImage expected = edit(engine());
        Path single = folder.resolve(WEIGHTS.get(0));
        Path shard = Files.move(single, single.resolveSibling("diffusion_pytorch_model-00001-of-00001.safetensors"));
        Files.writeString(single, "old");
        index(single, shard);
        Path ofText = folder.resolve(WEIGHTS.get(2));
        Files.writeString(
                ofText.resolveSibling("model.safetensors.index.json"), "text encoders have a rule of their own");
        assertThat(edit(engine())).isEqualTo(expected);
    }

    @Test
    void tensorsOfOtherTypesThatNoNetworkUsesAreNoError() throws IOException {
        EditImage expected = edit(engine());
        for (String file : WEIGHTS) {
            addTensor(folder.resolve(file), "unused", "F8_E4M3");
        }
        assertThat(edit(engine())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "model_index.json",
        "vae/config.json",
        "text_encoder/model.safetensors",
        "tokenizer/merges.txt",
        "tokenizer_2/spiece.model"
    })
    void whatIsNoFileOfAModelIsCalledWhatItIs(String file) throws IOException {
        Files.writeString(folder.resolve(file), POINTER);
        assertRefused(file + " is a Git LFS pointer, not the file of 4932 bytes it stands for");
        Files.writeString(folder.resolve(file), "<!DOCTYPE html><html><title>Sign in</title></html>");
        assertRefused(file + " is an HTML page");
    }

    @Test
    void tellsWhereTheModelIs() throws IOException {
        Path cache = Files.createDirectories(root.resolve("cache/snapshots"));
        Path snapshot = Files.move(folder, cache.resolve("0123"));
        folder = root.resolve("cache");
        assertRefused("model_index.json does not exist; the folder holds snapshots/; a model is in " + snapshot);
        folder = snapshot.resolve("vae");
        assertRefused("the folder holds config.json, ", "that is one component");
        folder = Files.createDirectory(root.resolve("empty"));
        assertRefused("the folder is empty");
        folder = snapshot.resolve("vae/config.json");
        assertRefused("vae/config.json is a file; a model is a folder");
    }

    @Test
    void aSingleFileCheckpointIsCalledThat() throws IOException {
        Path checkpoint = Files.move(folder.resolve(WEIGHTS.get(0)), root.resolve("flux1-fill-dev.safetensors"));
        addTensor(checkpoint, "double_blocks.0.img_attn.qkv.weight", "BF16"); // of two values
        Files.copy(checkpoint, folder.resolve(WEIGHTS.get(0)));
        Files.delete(folder.resolve("model_index.json"));
        Files.copy(checkpoint, folder.resolve("flux1-fill-dev.safetensors"));
        assertRefused("flux1-fill-dev.safetensors is a single-file checkpoint", "from_single_file");
        folder = checkpoint;
        assertRefused("flux1-fill-dev.safetensors is a single-file checkpoint", "a model is a folder");
    }

    @Test
    void aSingleFileCheckpointUnderAComponentsNameIsCalledThat() throws IOException {
        rename(folder.resolve(WEIGHTS.get(0)), header -> header.replace("\"transformer_blocks.", "\"double_blocks."));
        assertRefused("has no tensor transformer_blocks.0.", "it is a single-file checkpoint");
    }

    private static String variantOf(String file) {
        return file.replace(".safetensors", ".fp16.safetensors");
    }

    private static void index(Path single, Path shard) throws IOException {
        String names = header(Files.readAllBytes(shard))
                .replaceAll("\"__metadata__\":\\{[^}]*},?", "")
                .replaceAll("\\{\"dtype\"[^}]*}", "\"" + shard.getFileName() + "\"");
        Files.writeString(
                single.resolveSibling(single.getFileName() + ".index.json"), "{\"weight_map\":" + names + "}");
    }

    private static void addTensor(Path file, String name, String dtype) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String header = header(bytes).stripTrailing();
        int dataStart = Long.BYTES + header(bytes).length();
        int end = bytes.length - dataStart;
        String entry = ",\"%s\":{\"dtype\":\"%s\",\"shape\":[2],\"data_offsets\":[%d,%d]}}";
        String extended = header.substring(0, header.length() - 1) + entry.formatted(name, dtype, end, end + 4);
        write(file, extended, bytes, dataStart, 4);
    }

    private static void rename(Path file, UnaryOperator<String> change) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        write(
                file,
                change.apply(header(bytes)),
                bytes,
                Long.BYTES + header(bytes).length(),
                0);
    }

    private static String header(byte[] bytes) {
        int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return new String(bytes, Long.BYTES, length, StandardCharsets.ISO_8859_1);
    }

    private static void write(Path file, String header, byte[] bytes, int dataStart, int more) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer changed = ByteBuffer.allocate(Long.BYTES + json.length + bytes.length - dataStart + more)
                .order(ByteOrder.LITTLE_ENDIAN);
        changed.putLong(json.length).put(json).put(bytes, dataStart, bytes.length - dataStart);
        Files.write(file, changed.array());
    }

    private EditEngineBuilder engine() {
        return EditEngine.builder(folder);
    }

    private static EditImage edit(EditEngineBuilder builder) {
        try (EditEngine engine = builder.build()) {
            return engine.edit(request().build()).image();
        }
    }

    private void assertRefused(String... named) {
        assertThatThrownBy(() -> engine().build().close())
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(named);
    }
}
