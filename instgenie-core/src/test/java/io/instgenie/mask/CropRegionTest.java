package io.instgenie.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.EditMask;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CropRegionTest {
    @Test
    void regionsAreThoseOfDiffusers() throws IOException {
        for (long[] row : Crops.read("regions.txt")) {
            int[] n = Arrays.stream(row).mapToInt(Math::toIntExact).toArray();
            EditMask mask = EditMask.rectangle(n[0], n[1], n[2], n[3], n[4], n[5]);

            assertThat(CropRegion.around(mask, n[6], n[7], n[8]))
                    .as(Arrays.toString(n))
                    .isEqualTo(new CropRegion(n[9], n[10], n[11], n[12]));
        }
    }

    @Test
    void everyPixelThatTheMaskLetsChangeIsInside() {
        byte[] values = new byte[40 * 30];
        values[3 * 40 + 5] = 1;
        values[20 * 40 + 17] = 2;

        assertThat(CropRegion.around(EditMask.of(40, 30, values), 16, 16, 0)).isEqualTo(new CropRegion(3, 3, 21, 21));
    }

    @Test
    void aBlackMaskHasNoRegion() {
        assertThatThrownBy(() -> CropRegion.around(EditMask.empty(8, 9), 16, 16, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8 x 9");
    }
}
