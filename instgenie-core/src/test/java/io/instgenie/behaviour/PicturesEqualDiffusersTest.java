package io.instgenie.behaviour;

import static io.instgenie.behaviour.Samples.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.Template;
import io.instgenie.parity.ParityCase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pictures equal Diffusers' for the same seed; cached ones equal the reference for cached edits. */
class PicturesEqualDiffusersTest {
    @ParameterizedTest
    @EnumSource
    void dense(ParityCase parity) {
        try (EditEngine engine = EditEngine.builder(parity.path("model")).build()) {
            EditResult result = engine.edit(request(parity)
                    .image(EditImage.read(parity.path("image.png")))
                    .mode(EditMode.DENSE)
                    .build());
            assertThat(largestDifference(result.image(), EditImage.read(parity.path("edited.png"))))
                    .isLessThanOrEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void cached(ParityCase parity) {
        try (EditEngine engine = EditEngine.builder(parity.path("model")).build()) {
            engine.register(Template.builder("picture", EditImage.read(parity.path("image.png")))
                    .numInferenceSteps(parity.steps)
                    .strength(parity.strength)
                    .guidanceScale(parity.guidanceScale)
                    .maxSequenceLength(24)
                    .build());
            EditResult result = engine.edit(
                    request(parity).template("picture").mode(EditMode.CACHED).build());
            assertThat(result.provenance().cacheMisses()).isZero();
            assertThat(result.provenance().mode()).isEqualTo(EditMode.CACHED);
            assertThat(largestDifference(result.image(), EditImage.read(parity.path("cached.png"))))
                    .isLessThanOrEqualTo(1);
        }
    }

    private static EditRequest.Builder request(ParityCase parity) {
        return EditRequest.builder()
                .mask(EditMask.read(parity.path("mask.png")))
                .prompt(parity.prompt)
                .seed(parity.seed)
                .numInferenceSteps(parity.steps)
                .strength(parity.strength)
                .guidanceScale(parity.guidanceScale)
                .maxSequenceLength(24);
    }
}
