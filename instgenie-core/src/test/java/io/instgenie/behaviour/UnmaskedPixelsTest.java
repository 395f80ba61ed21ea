package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.parity.ParityCase;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the mask leaves black comes out bit for bit, and no pixel moves further than its mask's value lets it. */
class UnmaskedPixelsTest {
    private static EditEngine engine;

    @BeforeAll
    static void start() {
        engine = EditEngine.builder(ParityCase.FLUX_FILL.path("model")).build();
    }

    @AfterAll
    static void end() {
        engine.close();
    }

    @ParameterizedTest
    @CsvSource({
        "50, 37, DENSE, false", "50, 37, CACHED, false", "50, 37, CACHED, true",
        "17, 16, CACHED, false", "31, 65, DENSE, true", "1, 1, DENSE, false"
    })
    void stayAsTheyWere(int width, int height, EditMode mode, boolean alpha) {
        for (long seed = 0; seed < 4; seed++) {
            EditImage image =
                    alpha ? Samples.transparentImage(width, height, seed) : Samples.image(width, height, seed);
            engine.register(Template.builder("picture", image)
                    .numInferenceSteps(2)
                    .maxSequenceLength(8)
                    .build());
            EditMask mask = softMask(width, height, new Random(seed));
            EditImage edited = engine.edit(EditRequest.builder()
                            .template("picture")
                            .mask(mask)
                            .mode(mode)
                            .maxSequenceLength(8)
                            .build())
                    .image();
            assertThat(edited.hasAlpha()).isEqualTo(alpha);
            assertThat(edited).as("seed %d", seed).isNotEqualTo(image);
            assertMovedWithin(mask, image.toRgbaBytes(), edited.toRgbaBytes(), seed);
        }
    }

    private static void assertMovedWithin(EditMask mask, byte[] before, byte[] after, long seed) {
        assertThat(after).hasSameSizeAs(before);
        for (int i = 0; i < before.length; i++) {
            int x = i / 4 % mask.width();
            int y = i / 4 / mask.width();
            int moved = Math.abs((before[i] & 0xFF) - (after[i] & 0xFF));
            assertThat(moved)
                    .as("seed %d, pixel (%d, %d), channel %d", seed, x, y, i % 4)
                    .isLessThanOrEqualTo(mask.value(x, y));
        }
    }

    /** Half the pixels black, a quarter white, the others between; the last one white, so that there is something to do. */
    private static EditMask softMask(int width, int height, Random random) {
        byte[] values = new byte[width * height];
        for (int i = 0; i < values.length; i++) {
            int kind = random.nextInt(4);
            values[i] = (byte) (kind < 2 ? 0 : kind == 2 ? 255 : random.nextInt(256));
        }
        values[values.length - 1] = (byte) 255;
        return EditMask.of(width, height, values);
    }
}
