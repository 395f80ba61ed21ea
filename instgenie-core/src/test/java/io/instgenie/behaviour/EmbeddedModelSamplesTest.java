package io.instgenie.behaviour;

import static io.instgenie.behaviour.Samples.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The embedded model paints what Diffusers paints with it, and cached what the reference for cached edits paints. */
class EmbeddedModelSamplesTest {
    private static EditEngine engine;

    @BeforeAll
    static void start() {
        engine = EditEngine.builder().build();
    }

    @AfterAll
    static void end() {
        engine.close();
    }

    @ParameterizedTest
    @EnumSource
    void paintsAsDiffusersDoes(EmbeddedSample sample) {
        engine.register(Template.builder("scene " + sample, sample.scene())
                .maxSequenceLength(24)
                .build());
        EditRequest.Builder request = EditRequest.builder()
                .template("scene " + sample)
                .mask(sample.mask())
                .prompt(sample.prompt)
                .seed(sample.seed)
                .maxSequenceLength(24);
        EditImage dense = engine.edit(request.mode(EditMode.DENSE).build()).image();
        EditImage cached = engine.edit(request.mode(EditMode.CACHED).build()).image();
        assertThat(largestDifference(dense, sample.dense())).as("dense").isLessThanOrEqualTo(1);
        assertThat(largestDifference(cached, sample.cached())).as("cached").isLessThanOrEqualTo(1);
    }
}
