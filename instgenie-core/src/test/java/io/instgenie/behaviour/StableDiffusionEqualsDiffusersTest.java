package io.instgenie.behaviour;

import static io.instgenie.behaviour.Samples.largestDifference;
import static io.instgenie.parity.ParityCase.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.EditEngine;
import io.instgenie.activations.BlockModes;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.Template;
import io.instgenie.model.NoiseSource;
import io.instgenie.model.Pipeline;
import io.instgenie.model.Repainting;
import io.instgenie.model.rows.TorchKernels;
import io.instgenie.parity.UNetParityCase;
import io.instgenie.pretrained.PretrainedModels;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.SafetensorsFile;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Draws, every step's latents and pictures of folders of Stable Diffusion equal Diffusers' for the same seed. */
class StableDiffusionEqualsDiffusersTest {
    @ParameterizedTest
    @EnumSource
    void drawsBitForBit(UNetParityCase parity) {
        try (Pipeline pipeline = load(parity);
                SafetensorsFile expected = parity.expected();
                TensorScope scope = TensorScope.open();
                NoiseSource noise = new NoiseSource((long) parity.number("seed"))) {
            Repainting.Draws draws = pipeline.repainting()
                    .draw(noise, Tensors.shape(expected.get("draw.0")), parity.number("strength") == 1);
            List<Tensor> drawn = Stream.of(draws.picture(), draws.noise(), draws.maskedPicture())
                    .filter(Objects::nonNull)
                    .toList();
            assertThat(drawn).hasSize((int) parity.number("draws"));
            for (int i = 0; i < drawn.size(); i++) {
                assertThat(drawn.get(i).equal(expected.get("draw." + i)))
                        .as("draw " + i)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyStep(UNetParityCase parity) {
        try (Denoising denoising = new Denoising(load(parity), 1);
                SafetensorsFile expected = parity.expected();
                DenoisingJob job =
                        denoising.job(request(parity).template("picture").build(), template(parity), null)) {
            Tensor shape = expected.get("latents.0"); // [1, channels, h, w]
            for (int step = 0; step < job.steps(); step++) {
                denoising.step(List.of(job), BlockModes.LOAD_ALL);
                try (TensorScope scope = TensorScope.open()) {
                    Tensor latents = job.latents().t().reshape(Tensors.shape(shape)); // [1, channels, h, w]
                    assertClose("latents after step " + step, latents, expected.get("latents." + step));
                }
            }
            assertThat(expected.names()).doesNotContain("latents." + job.steps());
        }
    }

    @ParameterizedTest
    @EnumSource
    void pictures(UNetParityCase parity) {
        try (EditEngine engine = EditEngine.builder(parity.path("model")).build()) {
            EditResult result = engine.edit(request(parity)
                    .image(EditImage.read(parity.path("image.png")))
                    .build());
            assertThat(largestDifference(result.image(), EditImage.read(parity.path("edited.png"))))
                    .isLessThanOrEqualTo(1);
            assertThat(result.provenance().notes()).isEmpty();
        }
    }

    /** Nothing is kept of a template yet: whatever the mode, its edits are dense, and say so. */
    @ParameterizedTest
    @EnumSource(EditMode.class)
    void editsOfTemplatesAreDense(EditMode mode) {
        UNetParityCase parity = UNetParityCase.SD21_BLEND;
        try (EditEngine engine = EditEngine.builder(parity.path("model")).build()) {
            engine.register(template(parity));
            EditResult result =
                    engine.edit(request(parity).template("picture").mode(mode).build());
            assertThat(largestDifference(result.image(), EditImage.read(parity.path("edited.png"))))
                    .isLessThanOrEqualTo(1);
            assertThat(result.provenance().mode()).isEqualTo(EditMode.DENSE);
            assertThat(result.provenance().notes())
                    .containsExactly("computed dense: nothing is kept of this model's templates");
            assertThat(engine.hostCacheUse()).isZero();
        }
    }

    private static Pipeline load(UNetParityCase parity) {
        return PretrainedModels.read(parity.path("model"), Optional.empty()).load(Placement.CPU, new TorchKernels());
    }

    private static Template template(UNetParityCase parity) {
        return Template.of("picture", EditImage.read(parity.path("image.png")));
    }

    private static EditRequest.Builder request(UNetParityCase parity) {
        return EditRequest.builder()
                .mode(EditMode.DENSE)
                .mask(EditMask.read(parity.path("mask.png")))
                .prompt(parity.prompt())
                .negativePrompt(parity.argument("negative_prompt"))
                .seed((long) parity.number("seed"))
                .numInferenceSteps((int) parity.number("num_inference_steps"))
                .strength(parity.number("strength"))
                .guidanceScale(parity.number("guidance_scale"));
    }
}
