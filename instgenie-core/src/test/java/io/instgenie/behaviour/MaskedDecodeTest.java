package io.instgenie.behaviour;

import static io.instgenie.behaviour.Samples.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Decoding around the mask is close to decoding whole pictures, changes nothing else, and steps back where it cannot win. */
class MaskedDecodeTest {
    private static final int SIDE = 256;
    /** A PSNR of 40 dB. */
    private static final double LARGEST_ERROR = 255 * 255 / 1e4;

    private static EditEngine whole;
    private static EditEngine around;

    @BeforeAll
    static void start() {
        whole = EditEngine.builder().build();
        around = EditEngine.builder().maskedDecode(true).build();
    }

    @AfterAll
    static void end() {
        whole.close();
        around.close();
    }

    @ParameterizedTest
    @EnumSource
    void comesCloseUnderTheMaskAndIsTheTemplateElsewhere(EmbeddedSample sample) {
        EditImage scene = sample.scene();
        EditMask mask = sample.mask();
        EditRequest request =
                request(mask, sample.prompt, sample.seed).mode(EditMode.CACHED).build();
        EditImage expected = edit(whole, scene, request);
        EditImage actual = edit(around, scene, request);
        assertThat(squaredError(actual, expected, mask, true))
                .as("mean squared error under the mask")
                .isPositive()
                .isLessThan(LARGEST_ERROR);
        assertThat(squaredError(actual, scene, mask, false)).as("elsewhere").isZero();
    }

    @Test
    void featherChangesNothingBeyondItsReach() {
        EditImage scene = EmbeddedSample.CAR.scene();
        EditMask mask = EmbeddedSample.CAR.mask();
        EditRequest request =
                request(mask, "apple", 1).mode(EditMode.CACHED).feather(20).build();
        EditImage expected = edit(whole, scene, request);
        EditImage actual = edit(around, scene, request);
        assertThat(largestDifference(actual, expected)).isPositive().isLessThan(40);
        assertThat(squaredError(actual, scene, wider(mask, 21), false)).isZero();
    }

    @Test
    void coveringMaskIsDecodedWhole() {
        EditImage scene = EmbeddedSample.ROCKET.scene();
        EditRequest request = request(EditMask.rectangle(SIDE, SIDE, 20, 20, 216, 216), "a star", 3)
                .mode(EditMode.CACHED)
                .build();
        assertThat(edit(around, scene, request)).isEqualTo(edit(whole, scene, request));
    }

    @Test
    void denseEditsAreDecodedWhole() {
        EditImage scene = EmbeddedSample.ROCKET.scene();
        EditRequest request = request(EditMask.rectangle(SIDE, SIDE, 20, 20, 40, 40), "a star", 3)
                .mode(EditMode.DENSE)
                .build();
        assertThat(edit(around, scene, request)).isEqualTo(edit(whole, scene, request));
    }

    @Test
    void memoryForItIsCountedAndWithoutItPicturesAreDecodedWhole() {
        EditImage scene = EmbeddedSample.APPLE.scene();
        EditRequest request = request(EditMask.rectangle(SIDE, SIDE, 20, 20, 40, 40), "a star", 3)
                .mode(EditMode.CACHED)
                .build();
        try (EditEngine full = EditEngine.builder().maskedDecode(true).build();
                EditEngine plain = EditEngine.builder().build();
                EditEngine none = EditEngine.builder()
                        .maskedDecode(true)
                        .hostCacheBytes(0)
                        .build()) {
            edit(full, scene, request);
            EditImage expected = edit(plain, scene, request);
            assertThat(full.hostCacheUse() - plain.hostCacheUse()).isBetween(1L << 20, 4L << 20);
            assertThat(edit(none, scene, request)).isEqualTo(expected);
        }
    }

    private static EditImage edit(EditEngine engine, EditImage scene, EditRequest request) {
        engine.register(Template.builder("scene", scene).maxSequenceLength(24).build());
        return engine.edit(request).image();
    }

    private static EditRequest.Builder request(EditMask mask, String prompt, long seed) {
        return EditRequest.builder()
                .template("scene")
                .mask(mask)
                .prompt(prompt)
                .seed(seed)
                .numInferenceSteps(20)
                .maxSequenceLength(24);
    }

    /** All pixels at most {@code reach} rows and columns from a masked one. */
    private static EditMask wider(EditMask mask, int reach) {
        byte[] values = new byte[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            if (mask.isMasked(i % SIDE, i / SIDE)) {
                int left = Math.max(0, i % SIDE - reach);
                int right = Math.min(SIDE, i % SIDE + reach + 1);
                for (int y = Math.max(0, i / SIDE - reach); y <= Math.min(SIDE - 1, i / SIDE + reach); y++) {
                    Arrays.fill(values, y * SIDE + left, y * SIDE + right, (byte) 255);
                }
            }
        }
        return EditMask.of(SIDE, SIDE, values);
    }

    /** The mean over all colours that are masked, or over all others. */
    private static double squaredError(EditImage actual, EditImage expected, EditMask mask, boolean masked) {
        byte[] a = actual.toRgbBytes();
        byte[] b = expected.toRgbBytes();
        double sum = 0;
        int values = 0;
        for (int i = 0; i < a.length; i++) {
            if (mask.isMasked(i / 3 % SIDE, i / 3 / SIDE) == masked) {
                int difference = (a[i] & 0xFF) - (b[i] & 0xFF);
                sum += difference * difference;
                values++;
            }
        }
        return sum / values;
    }
}
