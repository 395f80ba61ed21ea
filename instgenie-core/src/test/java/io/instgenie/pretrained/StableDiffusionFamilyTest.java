package io.instgenie.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.Pipeline;
import io.instgenie.model.rows.TorchKernels;
import io.instgenie.parity.UNetParityCase;
import io.instgenie.tensor.Placement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders of Stable Diffusion: each pipeline class, what a folder lacks or contradicts, and its hash. */
class StableDiffusionFamilyTest {
    @TempDir
    private Path temporary;

    private Path one;
    private Path xl;

    @BeforeEach
    void copyModels() throws IOException {
        one = copy(UNetParityCase.SD21_BLEND);
        xl = copy(UNetParityCase.SDXL_BLEND);
    }

    @ParameterizedTest
    @CsvSource({
        "StableDiffusionPipeline, 7.5",
        "StableDiffusionInpaintPipeline, 7.5",
        "StableDiffusionImg2ImgPipeline, 7.5",
        "StableDiffusionXLPipeline, 5",
        "StableDiffusionXLInpaintPipeline, 7.5",
        "StableDiffusionXLImg2ImgPipeline, 5"
    })
    void everyPipelineClassLoadsWithItsGuidance(String pipelineClass, double guidanceScale) throws IOException {
        boolean two = pipelineClass.contains("XL");
        Path folder = two ? xl : one;
        edit(
                folder.resolve("model_index.json"),
                two ? "StableDiffusionXLInpaintPipeline" : "StableDiffusionInpaintPipeline",
                pipelineClass);
        try (Pipeline pipeline = read(folder).load(Placement.CPU, new TorchKernels())) {
            assertThat(pipeline.spec().guidanceScale()).isEqualTo(guidanceScale);
            assertThat(pipeline.spec().lanes(guidanceScale)).isEqualTo(2);
            assertThat(pipeline.spec().lanes(1)).isEqualTo(1);
            assertThat(pipeline.spec().patches().tokenSize()).isEqualTo(8);
            assertThat(pipeline.denoiser().inChannels()).isEqualTo(4);
            assertThat(pipeline.denoiser().blankPrompt(3).pooled()).hasSize(two ? 32 : 0);
        }
    }

    @Test
    void aSafetyCheckerIsLeftOut() throws IOException {
        edit(
                one.resolve("model_index.json"),
                "\"requires_safety_checker\": false",
                "\"requires_safety_checker\": true");
        String index = Files.readString(one.resolve("model_index.json"));
        Files.writeString(
                one.resolve("model_index.json"),
                index.replaceFirst(
                        "\"safety_checker\": \\[\\s*null,\\s*null\\s*]",
                        "\"safety_checker\": [\"stable_diffusion\", \"StableDiffusionSafetyChecker\"]"));
        assertThat(read(one).modelHash()).matches("[0-9a-f]{64}");
    }

    @Test
    void theRefinerIsRefusedByName() throws IOException {
        edit(
                xl.resolve("model_index.json"),
                "\"requires_aesthetics_score\": false",
                "\"requires_aesthetics_score\": true");
        assertRefused(
                xl, "model_index.json: field requires_aesthetics_score is true", "SDXL's refiner is not supported");
    }

    @Test
    void namesAnUnsupportedPipelineAndAllThatAreSupported() throws IOException {
        edit(one.resolve("model_index.json"), "StableDiffusionInpaintPipeline", "StableDiffusionUpscalePipeline");
        assertRefused(
                one,
                "model_index.json: the pipeline StableDiffusionUpscalePipeline is not supported",
                "FluxFillPipeline",
                "StableDiffusionXLPipeline");
    }

    @Test
    void namesAMissingComponent() throws IOException {
        for (Component component : StableDiffusionFamily.COMPONENTS_OF_XL) {
            Path folder = copy(UNetParityCase.SDXL_INPAINT);
            MoreFiles.deleteRecursively(component.in(folder), RecursiveDeleteOption.ALLOW_INSECURE);
            assertRefused(folder, component.in(folder) + " does not exist");
        }
    }

    @Test
    void aNullComponentIsMissing() throws IOException {
        String index = Files.readString(xl.resolve("model_index.json"));
        Files.writeString(
                xl.resolve("model_index.json"),
                index.replaceFirst(
                        "\"text_encoder\": \\[\\s*\"transformers\",\\s*\"CLIPTextModel\"\\s*]",
                        "\"text_encoder\": [null, null]"));
        assertRefused(xl, "model_index.json: field text_encoder is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unet | \"in_channels\": 4 | \"in_channels\": 8 | unet/config.json: field in_channels is 8",
                "unet | \"out_channels\": 4 | \"out_channels\": 8 | field out_channels is 8, which is not supported; it must be 4",
                "vae | \"latent_channels\": 4 | \"latent_channels\": 8 | field in_channels is 4, it must be the vae's latent_channels 8, or 17",
                "vae | \"in_channels\": 3 | \"in_channels\": 4 | its vae must have in_channels and out_channels 3 (RGB), not 4 and 3",
                "text_encoder | \"hidden_size\": 32 | \"hidden_size\": 64 | text_encoder's hidden_size is 64"
            })
    void namesConfigsThatDoNotFit(String component, String text, String replacement, String message)
            throws IOException {
        edit(one.resolve(component).resolve("config.json"), text, replacement);
        assertRefused(one, message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"StableDiffusionPipeline", "StableDiffusionXLPipeline"})
    void aDenoiserOfTheOtherKindOfPipeline(String pipelineClass) throws IOException {
        boolean two = pipelineClass.contains("XL");
        edit(
                (two ? one : xl).resolve("model_index.json"),
                two ? "StableDiffusionInpaintPipeline" : "StableDiffusionXLInpaintPipeline",
                pipelineClass);
        assertRefused(two ? one : xl, two ? "field text_encoder_2 is missing" : "field cross_attention_dim is 64");
    }

    @Test
    void namesAnUnsupportedSchedulerAndThoseThatAreSupported() throws IOException {
        edit(one.resolve("model_index.json"), "DDIMScheduler", "HeunDiscreteScheduler");
        assertRefused(
                one,
                "field scheduler names the class HeunDiscreteScheduler, which is not supported",
                "EulerDiscreteScheduler");
    }

    @Test
    void theHashIsTheContents() throws IOException {
        String original = read(xl).modelHash();
        for (String file : List.of(
                "unet/config.json",
                "text_encoder_2/config.json",
                "tokenizer_2/merges.txt",
                "scheduler/scheduler_config.json")) {
            String content = Files.readString(xl.resolve(file));
            Files.writeString(xl.resolve(file), content + "\n");
            assertThat(read(xl).modelHash()).as(file).isNotEqualTo(original);
            Files.writeString(xl.resolve(file), content);
        }
        assertThat(read(xl).modelHash()).isEqualTo(original);
        Path weights = xl.resolve("unet/diffusion_pytorch_model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);
        assertThat(read(xl).modelHash()).isNotEqualTo(original);
    }

    private static PretrainedModel read(Path folder) {
        return PretrainedModels.read(folder, Optional.empty());
    }

    private static void assertRefused(Path folder, String... messageParts) {
        assertThatThrownBy(() -> read(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(messageParts);
    }

    private static void edit(Path file, String text, String replacement) throws IOException {
        String content = Files.readString(file);
        assertThat(content).contains(text);
        Files.writeString(file, content.replace(text, replacement));
    }

    private Path copy(UNetParityCase parity) throws IOException {
        Path from = parity.path("model");
        Path to = Files.createTempDirectory(temporary, "model").resolve("copy");
        try (Stream<Path> paths = Files.walk(from)) {
            paths.forEach(path -> {
                try {
                    Files.copy(path, to.resolve(from.relativize(path)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return to;
    }
}
