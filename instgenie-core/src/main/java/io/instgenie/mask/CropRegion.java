package io.instgenie.mask;

import io.instgenie.edit.EditMask;

/**
 * The part of a picture around a mask that is repainted alone: every pixel that the mask lets change, some padding, and as much more as
 * makes it of the shape it is computed at ({@code VaeImageProcessor.get_crop_region} of Diffusers). Where the picture is too small for that
 * shape, the region ends with it.
 *
 * @param x1 first column
 * @param y1 first row
 * @param x2 one past the last column
 * @param y2 one past the last row
 */
public record CropRegion(int x1, int y1, int x2, int y2) {
    /**
     * Around the pixels of {@code mask} that are not black.
     *
     * @param width that the region is computed at
     * @param height that the region is computed at
     * @param padding pixels on each side, 0 or more
     * @throws IllegalArgumentException if all are black
     */
    public static CropRegion around(EditMask mask, int width, int height, int padding) {
        CropRegion padded = bounds(mask).padded(padding, mask);
        double aspect = (double) width / height;
        return (double) padded.width() / padded.height() > aspect
                ? padded.transposed()
                        .widened(padded.width() / aspect, mask.height())
                        .transposed()
                : padded.widened(padded.height() * aspect, mask.width());
    }

    private static CropRegion bounds(EditMask mask) {
        byte[] values = mask.toBytes();
        int left = mask.width();
        int right = 0;
        int top = mask.height();
        int bottom = 0;
        for (int i = 0; i < values.length; i++) {
            if (values[i] != 0) {
                int x = i % mask.width();
                int y = i / mask.width();
                left = Math.min(left, x);
                right = Math.max(right, x + 1);
                top = Math.min(top, y);
                bottom = y + 1;
            }
        }
        if (right == 0) {
            throw new IllegalArgumentException(mask + " is black throughout");
        }
        return new CropRegion(left, top, right, bottom);
    }

    public int width() {
        return x2 - x1;
    }

    public int height() {
        return y2 - y1;
    }

    private CropRegion padded(int padding, EditMask mask) {
        return new CropRegion(
                Math.max(x1 - padding, 0),
                Math.max(y1 - padding, 0),
                Math.min(x2 + padding, mask.width()),
                Math.min(y2 + padding, mask.height()));
    }

    private CropRegion transposed() {
        return new CropRegion(y1, x1, y2, x2);
    }

    /** As wide as is wanted, around the same centre where the picture's {@code limit} columns leave room for that. */
    private CropRegion widened(double wanted, int limit) {
        int more = (int) (wanted - width());
        int left = x1 - more / 2;
        int right = x2 + more - more / 2;
        int beyond = Math.max(0, right - limit);
        int before = Math.max(0, beyond - left);
        return new CropRegion(left - beyond + before, y1, Math.min(limit, right - beyond + before), y2);
    }

    @Override
    public String toString() {
        return width() + " x " + height() + " pixels at (" + x1 + ", " + y1 + ")";
    }
}
