package io.instgenie.examples.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.instgenie.edit.EditMask;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskShapesTest {
    private static final long SEED = 5;

    @Test
    void masksHaveAboutTheRatioAskedFor() {
        Random random = new Random(SEED);
        double asked = 0;
        double drawn = 0;
        for (int i = 0; i < 300; i++) {
            double ratio = 0.02 + 0.28 * random.nextDouble();
            EditMask mask = MaskShapes.draw(256, 192, ratio, random);
            assertThat(mask.width()).isEqualTo(256);
            assertThat(mask.height()).isEqualTo(192);
            assertThat(mask.ratio())
                    .as("seed %d, mask %d of %f", SEED, i, ratio)
                    .isBetween(0.3 * ratio, 1.6 * ratio);
            asked += ratio;
            drawn += mask.ratio();
        }
        assertThat(drawn / asked).as("seed %d", SEED).isCloseTo(1, within(0.1));
    }

    @Test
    void noRatioIsTooSmallOrTooLarge() {
        Random random = new Random(SEED);
        for (int i = 0; i < 60; i++) {
            assertThat(MaskShapes.draw(64, 64, 0, random).isEmpty())
                    .as("seed %d", SEED)
                    .isFalse();
            assertThat(MaskShapes.draw(64, 64, 1, random).ratio())
                    .as("seed %d", SEED)
                    .isGreaterThan(0.3);
        }
    }
}
