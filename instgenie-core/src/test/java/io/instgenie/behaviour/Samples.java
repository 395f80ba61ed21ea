package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import java.util.List;
import java.util.Random;

/** Pictures and masks by seed, and how far pictures are apart. */
final class Samples {
    private Samples() {}

    /** A picture of noise, which no model could have painted. */
    static EditImage image(int width, int height, long seed) {
        byte[] rgb = new byte[width * height * 3];
        new Random(seed).nextBytes(rgb);
        return EditImage.ofRgb(width, height, rgb);
    }

    /** A picture of noise, transparency included. */
    static EditImage transparentImage(int width, int height, long seed) {
        byte[] rgba = new byte[width * height * 4];
        new Random(seed).nextBytes(rgba);
        return EditImage.ofRgba(width, height, rgba);
    }

    /** One to three rectangles; never empty. */
    static EditMask mask(int width, int height, Random random) {
        byte[] values = new byte[width * height];
        for (int rectangle = random.nextInt(3); rectangle >= 0; rectangle--) {
            int left = random.nextInt(width);
            int top = random.nextInt(height);
            int right = left + 1 + random.nextInt(width - left);
            int bottom = top + 1 + random.nextInt(height - top);
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    values[y * width + x] = (byte) 255;
                }
            }
        }
        return EditMask.of(width, height, values);
    }

    /** Waits for the edits: each colour of their pictures may be 1 off. */
    static void assertPictures(List<EditHandle> handles, List<EditImage> expected) {
        for (int i = 0; i < handles.size(); i++) {
            assertThat(largestDifference(handles.get(i).join().image(), expected.get(i)))
                    .as("edit %d", i)
                    .isLessThanOrEqualTo(1);
        }
    }

    /** The largest difference of a colour, 0 to 255. */
    static int largestDifference(EditImage actual, EditImage expected) {
        byte[] a = actual.toRgbBytes();
        byte[] b = expected.toRgbBytes();
        assertThat(a).hasSameSizeAs(b);
        int largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs((a[i] & 0xFF) - (b[i] & 0xFF)));
        }
        return largest;
    }
}
