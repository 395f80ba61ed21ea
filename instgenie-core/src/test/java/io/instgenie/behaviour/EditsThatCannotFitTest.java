package io.instgenie.behaviour;

import static io.instgenie.behaviour.SmallEdits.engine;
import static io.instgenie.behaviour.SmallEdits.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.InvalidRequestException;
import org.junit.jupiter.api.Test;

/** What an edit takes is known before anything is computed: it is computed in tiles where it must be, or refused with what helps. */
class EditsThatCannotFitTest {
    private static final String TILES = "encoded and decoded in tiles of 64 x 64 pixels";

    @Test
    void areRefusedWithTheNumbersAndWhatHelps() {
        EditRequest.Builder large = edit(2000, 1500);
        try (EditEngine engine =
                engine().maxPendingBytes(200_000_000).vaeTiling(false).build()) {
            assertThatThrownBy(() -> engine.submit(large.build()))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageMatching(
                            "an edit of 2000 x 1500 pixels takes \\d+ MB and maxPendingBytes is 200000000 \\(200 MB\\);"
                                    + " what helps: paddingMaskCrop, which repaints a crop around the mask at 64 x 64 pixels, or"
                                    + " a larger maxPendingBytes");

            assertThat(engine.edit(large.paddingMaskCrop(8).build())
                            .provenance()
                            .imageTokens())
                    .isEqualTo(16);
            assertThat(engine.stats().refused()).isEqualTo(1);
        }
    }

    @Test
    void areComputedInTilesWhereThatFits() {
        EditRequest edit = edit(560, 400).build();
        EditResult whole;
        try (EditEngine engine = engine().build()) {
            whole = engine.edit(edit);
        }
        EditResult tiled;
        try (EditEngine engine = engine().maxPendingBytes(110_000_000).build()) {
            tiled = engine.edit(edit);
        }
        EditResult asked;
        try (EditEngine engine = engine().vaeTiling(true).build()) {
            asked = engine.edit(edit);
            assertThat(engine.edit(request().build()).provenance().notes()).isEmpty();
        }
        assertThat(whole.provenance().notes()).isEmpty();
        assertThat(tiled.provenance().notes()).containsExactly(TILES);
        assertThat(asked.provenance().notes()).containsExactly(TILES);
        assertThat(asked.image()).isEqualTo(tiled.image()).isNotEqualTo(whole.image());
    }

    private static EditRequest.Builder edit(int width, int height) {
        return EditRequest.builder()
                .image(EditImage.ofRgb(width, height, new byte[width * height * 3]))
                .mask(EditMask.rectangle(width, height, 100, 100, 40, 30))
                .numInferenceSteps(1)
                .maxSequenceLength(8);
    }
}
