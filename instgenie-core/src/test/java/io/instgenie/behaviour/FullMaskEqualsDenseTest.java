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

/** Where everything is masked and the whole schedule is run, a cached edit borrows nothing and is the dense edit. */
class FullMaskEqualsDenseTest {
    @ParameterizedTest
    @EnumSource
    void cachedIsDense(ParityCase parity) {
        try (TensorScope scope = TensorScope.open();
                Denoising denoising = new Denoising(parity)) {
            Template template = Template.builder("picture", Samples.image(48, 80, 1))
                    .numInferenceSteps(parity.steps)
                    .build();
            CachedTemplate recorded = denoising.template(template, Kept.KEY_VALUES);
            denoising.record(recorded);
            EditRequest.Builder request = EditRequest.builder()
                    .template("picture")
                    .mask(EditMask.full(48, 80))
                    .prompt(parity.prompt)
                    .seed(parity.seed)
                    .maxSequenceLength(24);
            float[] cached = denoising.latents(
                    denoising.job(request.mode(EditMode.CACHED).build(), template, recorded), BlockModes.LOAD_ALL);
            float[] dense = denoising.latents(
                    denoising.job(request.mode(EditMode.DENSE).build(), template, recorded), BlockModes.LOAD_ALL);
            assertThat(cached).containsExactly(dense, Offset.offset(1e-4f));
        }
    }
}
