package io.instgenie.mask;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class MaskCropTest {
    @Test
    void cropsAreResizedAsDiffusersDoesByPillow() throws IOException {
        for (long[] n : Crops.read("pictures.txt")) {
            int width = (int) n[0];
            int height = (int) n[1];
            int side = (int) n[6];
            EditMask mask = EditMask.rectangle(width, height, (int) n[2], (int) n[3], (int) n[4], (int) n[5]);
            CropRegion region = new CropRegion((int) n[7], (int) n[8], (int) n[9], (int) n[10]);
            MaskCrop crop = new MaskCrop(region, side, side);
            EditImage original = picture(width, height);

            String what = Arrays.toString(n);
            assertThat(checksum(crop.cut(original).toRgbBytes())).as(what).isEqualTo(n[11]);
            assertThat(checksum(crop.cut(mask).toBytes())).as(what).isEqualTo(n[12]);
            assertThat(checksum(crop.putBack(original, picture(side, side)).toRgbBytes()))
                    .as(what)
                    .isEqualTo(n[13]);
        }
    }

    /** As the script makes them. */
    private static EditImage picture(int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < rgb.length; i++) {
            int x = i / 3 % width;
            int y = i / 3 / width;
            rgb[i] = (byte) (x * x * 7 + x * y * 13 + y * y * 3 + i % 3 * 101);
        }
        return EditImage.ofRgb(width, height, rgb);
    }

    private static long checksum(byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return checksum.getValue();
    }
}
