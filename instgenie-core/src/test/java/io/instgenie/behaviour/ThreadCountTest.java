package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.activations.BlockModes;
import io.instgenie.activations.Kept;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.parity.ParityCase;
import io.instgenie.tensor.TensorScope;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many threads share the work changes no picture. */
class ThreadCountTest {
    @ParameterizedTest
    @EnumSource(
            value = EditMode.class,
            names = {"DENSE", "CACHED"})
    void oneThreadOrTwo(EditMode mode) {
        float[] one = latents(1, mode);
        float[] two = latents(2, mode);
        assertThat(one).containsExactly(two, Offset.offset(1e-4f));
    }

    private static float[] latents(int threads, EditMode mode) {
        try (TensorScope scope = TensorScope.open();
                Denoising denoising = new Denoising(ParityCase.FLUX_FILL, threads)) {
            Template template = Template.builder("picture", Samples.image(256, 160, 3))
                    .numInferenceSteps(2)
                    .build();
            CachedTemplate recorded = denoising.template(template, Kept.KEY_VALUES);
            EditRequest request = EditRequest.builder()
                    .template("picture")
                    .mask(EditMask.rectangle(256, 160, 20, 30, 130, 90))
                    .prompt("a cat")
                    .maxSequenceLength(24)
                    .mode(mode)
                    .build();
            return denoising.latents(denoising.job(request, template, recorded), BlockModes.LOAD_ALL);
        }
    }
}
