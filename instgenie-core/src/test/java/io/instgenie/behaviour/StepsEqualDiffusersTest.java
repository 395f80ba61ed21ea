package io.instgenie.behaviour;

import static io.instgenie.parity.ParityCase.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.activations.BlockModes;
import io.instgenie.activations.Kept;
import io.instgenie.activations.KeptShare;
import io.instgenie.activations.LoadMissedException;
import io.instgenie.activations.StepActivations;
import io.instgenie.cost.Section;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.device.CpuDevice;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.model.Share;
import io.instgenie.parity.ParityCase;
import io.instgenie.tensor.TensorScope;
import io.instgenie.weights.SafetensorsFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Not only the picture: every step's latents, and what is kept of a template equal the reference. */
class StepsEqualDiffusersTest {
    /** The steps whose keys and values the reference keeps. */
    private static final int STEPS_WITH_KEYS = 2;

    @ParameterizedTest
    @EnumSource
    void everyStepOfADenseEdit(ParityCase parity) {
        try (Denoising denoising = new Denoising(parity);
                SafetensorsFile expected = parity.expected();
                DenoisingJob job = denoising.job(request(parity, EditMode.DENSE), template(parity), null)) {
            assertSteps(denoising, job, expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyStepOfACachedEdit(ParityCase parity) {
        try (Denoising denoising = new Denoising(parity);
                SafetensorsFile expected = parity.cached()) {
            CachedTemplate recorded = denoising.template(template(parity), Kept.KEY_VALUES);
            denoising.record(recorded);
            try (DenoisingJob job = denoising.job(request(parity, EditMode.CACHED), template(parity), recorded)) {
                assertThat(job.tokens())
                        .isEqualTo((int) expected.get("masked_tokens").numel());
                assertSteps(denoising, job, expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsKeptOfATemplate(ParityCase parity) throws LoadMissedException {
        try (Denoising denoising = new Denoising(parity);
                SafetensorsFile expected = parity.cached();
                TensorScope scope = TensorScope.open()) {
            CachedTemplate recorded = denoising.template(template(parity), Kept.KEY_VALUES);
            denoising.record(recorded);
            List<String> attentions = attentions(parity);
            for (int step = 0; step < STEPS_WITH_KEYS; step++) {
                StepActivations kept =
                        Objects.requireNonNull(recorded.activations().step(step));
                for (int block = 0; block < attentions.size(); block++) {
                    String name = attentions.get(block) + "." + step;
                    Share share = KeptShare.bring(kept, block, Section.KEY_VALUES, new CpuDevice());
                    assertClose(name + ".k", share.part(Section.KEY_VALUES, 0).rows(), expected.get(name + ".k"));
                    assertClose(name + ".v", share.part(Section.KEY_VALUES, 1).rows(), expected.get(name + ".v"));
                }
            }
        }
    }

    private static void assertSteps(Denoising denoising, DenoisingJob job, SafetensorsFile expected) {
        for (int step = 0; step < job.steps(); step++) {
            denoising.step(List.of(job), BlockModes.LOAD_ALL);
            try (TensorScope scope = TensorScope.open()) {
                assertClose("latents after step " + step, job.latents(), expected.get("latents." + step));
            }
        }
        assertThat(job.isDone()).isTrue();
        assertThat(expected.names()).doesNotContain("latents." + job.steps());
    }

    private static List<String> attentions(ParityCase parity) {
        List<String> names = new ArrayList<>();
        for (int block = 0; block < parity.transformerConfig.numLayers(); block++) {
            names.add("transformer_blocks." + block + ".attn.processor");
        }
        for (int block = 0; block < parity.transformerConfig.numSingleLayers(); block++) {
            names.add("single_transformer_blocks." + block + ".attn.processor");
        }
        return names;
    }

    private static Template template(ParityCase parity) {
        return Template.builder("picture", EditImage.read(parity.path("image.png")))
                .numInferenceSteps(parity.steps)
                .strength(parity.strength)
                .guidanceScale(parity.guidanceScale)
                .maxSequenceLength(24)
                .build();
    }

    private static EditRequest request(ParityCase parity, EditMode mode) {
        return EditRequest.builder()
                .template("picture")
                .mode(mode)
                .mask(EditMask.read(parity.path("mask.png")))
                .prompt(parity.prompt)
                .seed(parity.seed)
                .maxSequenceLength(24)
                .build();
    }
}
