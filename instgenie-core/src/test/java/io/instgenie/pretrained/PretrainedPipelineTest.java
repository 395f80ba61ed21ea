package io.instgenie.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.autoencoders.AutoencoderKlConfig;
import io.instgenie.model.flux.FluxConfig;
import io.instgenie.model.samplers.FlowMatchEulerConfig;
import io.instgenie.model.textencoders.ClipTextConfig;
import io.instgenie.model.textencoders.T5Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PretrainedPipelineTest {
    private static final Path PARITY = Path.of("src/test/resources/parity");
    private static final Path FILL = PARITY.resolve("flux-fill/model");
    private static final List<Integer> ROPE = List.of(4, 6, 6);

    @TempDir
    private Path temporary;

    private Path copy;

    @BeforeEach
    void copyFill() throws IOException {
        copy = temporary.resolve("fill");
        copyFolder(FILL, copy);
    }

    @Test
    void readsTheParityCases() {
        PretrainedPipeline fill = PretrainedPipeline.read(FILL);
        assertThat(fill.variant()).isEqualTo(FluxVariant.FILL);
        assertThat(fill.folder()).isEqualTo(FILL);
        assertThat(fill.transformer()).isEqualTo(new FluxConfig(384, 64, 2, 3, 16, 2, 48, 40, true, ROPE));
        assertThat(fill.guidanceEmbeds()).isTrue();
        assertThat(fill.vae())
                .isEqualTo(new AutoencoderKlConfig(
                        3, 3, List.of(8, 16, 16, 24), 1, 16, 4, 0.3611, 0.1159, false, false, true, 64));
        assertThat(fill.textEncoder())
                .isEqualTo(new ClipTextConfig(1819, 40, 160, 2, 4, 24, "quick_gelu", 1e-5, 1818, 40, false));
        assertThat(fill.textEncoder2()).isEqualTo(new T5Config(1000, 48, 12, 96, 2, 4, 32, 128, 1e-6, "gated-gelu"));
        assertThat(fill.scheduler()).isEqualTo(new FlowMatchEulerConfig(1000, 3, true, 0.5, 1.15, 256, 4096));

        PretrainedPipeline inpaint = PretrainedPipeline.read(PARITY.resolve("flux-inpaint/model"));
        assertThat(inpaint.variant()).isEqualTo(FluxVariant.INPAINT);
        assertThat(inpaint.transformer()).isEqualTo(new FluxConfig(64, 64, 2, 2, 16, 3, 48, 40, true, ROPE));

        PretrainedPipeline schnell = PretrainedPipeline.read(PARITY.resolve("flux-schnell/model"));
        assertThat(schnell.variant()).isEqualTo(FluxVariant.INPAINT);
        assertThat(schnell.transformer()).isEqualTo(new FluxConfig(64, 64, 1, 3, 16, 2, 48, 40, false, ROPE));
        assertThat(schnell.guidanceEmbeds()).isFalse();
        assertThat(schnell.scheduler()).isEqualTo(new FlowMatchEulerConfig(1000, 1, false, 0.5, 1.15, 256, 4096));

        assertThat(Stream.of(fill, inpaint, schnell).map(PretrainedPipeline::modelHash))
                .doesNotHaveDuplicates();
    }

    @Test
    void readsTheEmbeddedModel() {
        PretrainedPipeline sticker = PretrainedPipeline.read(EmbeddedModel.folder(temporary.resolve("unused")));
        assertThat(sticker.variant()).isEqualTo(FluxVariant.FILL);
        assertThat(sticker.transformer())
                .isEqualTo(new FluxConfig(384, 64, 2, 5, 32, 4, 128, 128, false, List.of(8, 12, 12)));
        assertThat(sticker.vae().scaleFactor()).isEqualTo(8);
        assertThat(sticker.vae().scalingFactor()).isEqualTo(0.7349);
        assertThat(sticker.textEncoder().hiddenSize()).isEqualTo(128);
        assertThat(sticker.textEncoder2().dFf()).isEqualTo(256);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FluxPipeline", "FluxImg2ImgPipeline"})
    void modelsThatPaintAreInpaint(String pipeline) throws IOException {
        Path folder = temporary.resolve("dev");
        copyFolder(PARITY.resolve("flux-inpaint/model"), folder);
        edit(folder.resolve("model_index.json"), "FluxInpaintPipeline", pipeline);
        assertThat(PretrainedPipeline.read(folder).variant()).isEqualTo(FluxVariant.INPAINT);
    }

    @Test
    void namesAnUnsupportedPipelineAndTheSupportedOnes() throws IOException {
        edit(copy.resolve("model_index.json"), "FluxFillPipeline", "FluxControlPipeline");
        assertRefused(
                "model_index.json: the pipeline FluxControlPipeline is not supported",
                "FluxFillPipeline, FluxImg2ImgPipeline, FluxInpaintPipeline, FluxPipeline");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FluxPipeline", "FluxInpaintPipeline"})
    void fillIsToldFromInpaintByItsChannels(String pipeline) throws IOException {
        edit(copy.resolve("model_index.json"), "FluxFillPipeline", pipeline);
        assertRefused("transformer/config.json: field in_channels is 384, but a token of INPAINT has 64");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "transformer | \"in_channels\": 384 | \"in_channels\": 64 | field in_channels is 64, but a token of FILL has 384",
                "transformer | \"out_channels\": 64 | \"out_channels\": 16 | field out_channels is 16, but the latents of a token have 64",
                "transformer | \"pooled_projection_dim\": 40 | \"pooled_projection_dim\": 44 | text_encoder's hidden_size is 40",
                "transformer | \"joint_attention_dim\": 48 | \"joint_attention_dim\": 44 | text_encoder_2's d_model is 48",
                "vae | \"in_channels\": 3 | \"in_channels\": 4 | its vae must have in_channels and out_channels 3 (RGB), not 4 and 3",
            })
    void namesConfigsThatDoNotFit(String component, String text, String replacement, String message)
            throws IOException {
        edit(copy.resolve(component).resolve("config.json"), text, replacement);
        assertRefused("transformer/config.json: ", message);
    }

    @ParameterizedTest
    @MethodSource("components")
    void namesAMissingComponent(Component component) throws IOException {
        MoreFiles.deleteRecursively(component.in(copy), RecursiveDeleteOption.ALLOW_INSECURE);
        assertRefused(component.in(copy) + " does not exist");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"AutoencoderKL\" | \"AutoencoderTiny\" | field vae names the class AutoencoderTiny",
                "\"FlowMatchEulerDiscreteScheduler\" | \"DDIMScheduler\" | field scheduler names the class DDIMScheduler",
                "\"tokenizer_2\" | \"tokenizer_3\" | field tokenizer_2 is missing",
                "\"_class_name\" | \"class\" | field _class_name is missing",
            })
    void namesWhatIsWrongWithTheIndex(String text, String replacement, String message) throws IOException {
        edit(copy.resolve("model_index.json"), text, replacement);
        assertRefused("model_index.json: ", message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model_index.json",
                "transformer/config.json",
                "vae/config.json",
                "text_encoder/config.json",
                "text_encoder_2/config.json",
                "scheduler/scheduler_config.json",
            })
    void namesAMissingConfig(String file) throws IOException {
        Files.delete(copy.resolve(file));
        assertRefused(copy.resolve(file) + " does not exist");
    }

    @Test
    void namesMissingWeights() throws IOException {
        Files.delete(copy.resolve("vae/diffusion_pytorch_model.safetensors"));
        assertRefused(copy.resolve("vae") + " holds no weights");
    }

    @Test
    void theHashIsTheContents() throws IOException {
        String original = PretrainedPipeline.read(FILL).modelHash();
        assertThat(original).matches("[0-9a-f]{64}");
        assertThat(PretrainedPipeline.read(copy).modelHash()).isEqualTo(original);
        for (String file : List.of(
                "model_index.json",
                "scheduler/scheduler_config.json",
                "text_encoder_2/config.json",
                "tokenizer/merges.txt",
                "tokenizer_2/spiece.model")) {
            byte[] content = Files.readAllBytes(copy.resolve(file));
            Files.writeString(copy.resolve(file), new String(content, StandardCharsets.ISO_8859_1) + "\n");
            assertThat(PretrainedPipeline.read(copy).modelHash()).as(file).isNotEqualTo(original);
            Files.write(copy.resolve(file), content);
        }
        Path weights = copy.resolve("transformer/diffusion_pytorch_model.safetensors");
        byte[] content = Files.readAllBytes(weights);
        content[content.length - 1] ^= 1;
        Files.write(weights, content);
        assertThat(PretrainedPipeline.read(copy).modelHash()).isNotEqualTo(original);
    }

    static List<Component> components() {
        return FluxFamily.COMPONENTS;
    }

    private void assertRefused(String... messageParts) {
        assertThatThrownBy(() -> PretrainedPipeline.read(copy))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(messageParts);
    }

    private static void edit(Path file, String text, String replacement) throws IOException {
        String content = Files.readString(file);
        assertThat(content).contains(text);
        Files.writeString(file, content.replace(text, replacement));
    }

    private static void copyFolder(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            paths.forEach(path -> {
                try {
                    Files.copy(path, to.resolve(from.relativize(path)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
