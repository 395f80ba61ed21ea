package io.instgenie.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.EditMask;
import io.instgenie.edit.InvalidRequestException;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class FeatherTest {
    @Test
    void fallsWithTheDistance() {
        EditMask mask = EditMask.rectangle(9, 1, 0, 0, 2, 1);

        assertThat(new Feather(3).apply(mask).toBytes()).containsExactly(255, 255, 191, 128, 64, 0, 0, 0, 0);
    }

    @Test
    void noneLeavesTheMask() {
        EditMask mask = EditMask.rectangle(9, 1, 0, 0, 2, 1);

        assertThat(new Feather(0).apply(mask)).isSameAs(mask);
        assertThat(new Feather(5).apply(EditMask.empty(4, 4))).isEqualTo(EditMask.empty(4, 4));
        assertThatThrownBy(() -> new Feather(-1)).isInstanceOf(InvalidRequestException.class);
    }

    @RepeatedTest(40)
    void isTheDistanceFoundByTryingAllPixels(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        int width = 1 + random.nextInt(24);
        int height = 1 + random.nextInt(24);
        int pixels = 1 + random.nextInt(30);
        byte[] values = new byte[width * height];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (random.nextInt(30) == 0 ? random.nextInt(256) : 0);
        }
        EditMask mask = EditMask.of(width, height, values);

        EditMask feathered = new Feather(pixels).apply(mask);

        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double distance = distance(mask, x, y);
                double faded = distance == 0 || distance > pixels ? 0 : 255 * (1 - distance / (pixels + 1));
                assertThat(feathered.value(x, y))
                        .as("seed %d, (%d, %d)", seed, x, y)
                        .isEqualTo(Math.max(mask.value(x, y), (int) Math.round(faded)));
            }
        }
    }

    private static double distance(EditMask mask, int x, int y) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int v = 0; v < mask.height(); v++) {
            for (int u = 0; u < mask.width(); u++) {
                if (mask.isMasked(u, v)) {
                    nearest = Math.min(nearest, Math.hypot(u - x, v - y));
                }
            }
        }
        return nearest;
    }
}
