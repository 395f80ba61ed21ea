package io.instgenie.model.autoencoders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellBoxTest {
    private static final CellBox PICTURE = new CellBox(0, 0, 20, 30);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void growsToOneSizeWhereverItLies(long seed) {
        Random random = new Random(seed);
        int height = 1 + random.nextInt(20);
        int width = 1 + random.nextInt(30);
        int top = random.nextInt(21 - height);
        int left = random.nextInt(31 - width);
        CellBox box = new CellBox(top, left, top + height, left + width);
        int halo = random.nextInt(6);
        CellBox grown = box.grownWithin(halo, PICTURE);
        assertThat(grown.height()).as("seed %d", seed).isEqualTo(Math.min(height + 2 * halo, 20));
        assertThat(grown.width()).as("seed %d", seed).isEqualTo(Math.min(width + 2 * halo, 30));
        assertThat(PICTURE.contains(grown)).as("seed %d", seed).isTrue();
        assertThat(grown.contains(box.grown(halo, PICTURE))).as("seed %d", seed).isTrue();
        assertThat(grown.contains(box.grownWithin(halo / 2, grown)))
                .as("seed %d", seed)
                .isTrue();
    }
}
