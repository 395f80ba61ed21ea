package io.instgenie.mask;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;

/**
 * Samples of 8 bits, of a picture or a mask, that are cut and resized.
 *
 * @param channels 3 of a picture, 1 of a mask
 * @param samples {@code [height, width, channels]}, not copied
 */
record Raster(int width, int height, int channels, byte[] samples) {
    static Raster of(EditImage image) {
        return new Raster(image.width(), image.height(), 3, image.toRgbBytes());
    }

    static Raster of(EditMask mask) {
        return new Raster(mask.width(), mask.height(), 1, mask.toBytes());
    }

    static Raster black(int width, int height, int channels) {
        return new Raster(width, height, channels, new byte[Math.multiplyExact(width * height, channels)]);
    }

    EditImage toImage() {
        return EditImage.ofRgb(width, height, samples);
    }

    EditMask toMask() {
        return EditMask.of(width, height, samples);
    }

    /** The part in {@code region}. */
    Raster cut(CropRegion region) {
        Raster part = black(region.width(), region.height(), channels);
        part.paste(this, -region.x1(), -region.y1());
        return part;
    }

    /** Puts {@code other} over this one, its first pixel at (x, y); what lies outside is left out. */
    void paste(Raster other, int x, int y) {
        int left = Math.max(0, x);
        int right = Math.min(width, x + other.width);
        for (int row = Math.max(0, y); row < Math.min(height, y + other.height) && left < right; row++) {
            int from = ((row - y) * other.width + left - x) * channels;
            System.arraycopy(other.samples, from, samples, (row * width + left) * channels, (right - left) * channels);
        }
    }

    Raster transposed() {
        byte[] turned = new byte[samples.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                System.arraycopy(samples, (y * width + x) * channels, turned, (x * height + y) * channels, channels);
            }
        }
        return new Raster(height, width, channels, turned);
    }
}
