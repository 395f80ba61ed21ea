package io.instgenie.behaviour;

import static io.instgenie.behaviour.Samples.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    @CsvSource({
        "0, rocket, 7",
        "1, apple, 8",
        "2, empty background, 9",
        "3, a star, 10",
        "4, put a car here, 11",
        "5, put a banana here, 12",
        "6, put a frog here, 13",
        "7, a soccer ball sticker, 14"
    })
    void paintsAsDiffusersDoes(int sample, String prompt, long seed) {
        engine.register(Template.builder("scene " + sample, read("scene", sample))
                .maxSequenceLength(24)
                .build());
        EditRequest.Builder request = EditRequest.builder()
                .template("scene " + sample)
                .mask(EditMask.read(path("mask", sample)))
                .prompt(prompt)
                .seed(seed)
                .maxSequenceLength(24);
        EditImage dense = engine.edit(request.mode(EditMode.DENSE).build()).image();
        EditImage cached = engine.edit(request.mode(EditMode.CACHED).build()).image();
        assertThat(largestDifference(dense, read("dense", sample))).as("dense").isLessThanOrEqualTo(1);
        assertThat(largestDifference(cached, read("cached", sample)))
                .as("cached")
                .isLessThanOrEqualTo(1);
    }

    private static EditImage read(String kind, int sample) {
        return EditImage.read(path(kind, sample));
    }

    private static Path path(String kind, int sample) {
        String name = "/samples/" + kind + "-" + sample + ".png";
        try {
            return Path.of(Objects.requireNonNull(EmbeddedModelSamplesTest.class.getResource(name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
