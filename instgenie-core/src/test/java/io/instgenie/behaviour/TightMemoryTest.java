package io.instgenie.behaviour;

import static io.instgenie.behaviour.Samples.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.parity.ParityCase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What finds no room in host memory is computed: it takes longer, and the pictures are the same. */
class TightMemoryTest {
    private static final int STEPS = 4;
    private static final int TEMPLATES = 3;
    private static final ParityCase MODEL = ParityCase.values()[0];

    @Test
    void aTierOfNothingStillEdits() {
        assertSamePicturesWithin(0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1, 1.5, 2})
    void aTierOfAFewTemplatesStillEdits(double templates) {
        try (EditEngine engine = EditEngine.builder(MODEL.path("model")).build()) {
            engine.register(template(0));
            assertSamePicturesWithin((long) (templates * engine.hostCacheUse()));
        }
    }

    private static void assertSamePicturesWithin(long hostCacheBytes) {
        List<EditImage> expected = pictures(1L << 30);
        List<EditImage> pictures = pictures(hostCacheBytes);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(largestDifference(pictures.get(i), expected.get(i)))
                    .as("edit %d", i)
                    .isLessThanOrEqualTo(1);
        }
    }

    private static List<EditImage> pictures(long hostCacheBytes) {
        List<EditImage> pictures = new ArrayList<>();
        try (EditEngine engine = EditEngine.builder(MODEL.path("model"))
                .hostCacheBytes(hostCacheBytes)
                .build()) {
            for (int i = 0; i < TEMPLATES; i++) {
                engine.register(template(i));
                assertThat(engine.hostCacheUse()).isLessThanOrEqualTo(hostCacheBytes);
            }
            for (int edit = 0; edit < 2 * TEMPLATES; edit++) {
                pictures.add(engine.edit(request(edit % TEMPLATES)).image());
                assertThat(engine.hostCacheUse()).isLessThanOrEqualTo(hostCacheBytes);
            }
        }
        return pictures;
    }

    private static Template template(int number) {
        return Template.builder("picture-" + number, Samples.image(80, 64, number))
                .numInferenceSteps(STEPS)
                .maxSequenceLength(8)
                .build();
    }

    private static EditRequest request(int number) {
        return EditRequest.builder()
                .template("picture-" + number)
                .mask(EditMask.rectangle(80, 64, 20, 20, 30, 25))
                .prompt("a cat")
                .numInferenceSteps(STEPS)
                .maxSequenceLength(8)
                .mode(EditMode.CACHED)
                .build();
    }
}
