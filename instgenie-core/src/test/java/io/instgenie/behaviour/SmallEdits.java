package io.instgenie.behaviour;

import io.instgenie.EditEngine;
import io.instgenie.EditEngineBuilder;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.parity.ParityCase;

/** Engines and requests that take no time. */
final class SmallEdits {
    private SmallEdits() {}

    static EditEngineBuilder engine() {
        return EditEngine.builder(ParityCase.FLUX_FILL.path("model"));
    }

    /** A dense edit of four steps. */
    static EditRequest.Builder request() {
        return EditRequest.builder()
                .image(Samples.image(48, 32, 1))
                .mask(EditMask.rectangle(48, 32, 10, 5, 20, 20))
                .numInferenceSteps(4)
                .maxSequenceLength(8);
    }

    static EditRequest request(long seed) {
        return request().seed(seed).build();
    }

    /** A template "picture", registered for so many steps. */
    static Template template(int steps) {
        return Template.builder("picture", Samples.image(80, 64, 1))
                .numInferenceSteps(steps)
                .maxSequenceLength(8)
                .build();
    }

    /** A cached edit of {@link #template}. */
    static EditRequest cached(int steps) {
        return ofTemplate(steps).mode(EditMode.CACHED).build();
    }

    /** An edit of {@link #template}. */
    static EditRequest.Builder ofTemplate(int steps) {
        return EditRequest.builder()
                .template("picture")
                .mask(EditMask.rectangle(80, 64, 20, 20, 30, 25))
                .prompt("a cat")
                .numInferenceSteps(steps)
                .maxSequenceLength(8);
    }
}
