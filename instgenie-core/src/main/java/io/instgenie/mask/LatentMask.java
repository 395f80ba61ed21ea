package io.instgenie.mask;

import io.instgenie.edit.EditMask;

/**
 * A mask at the resolution of latents, 1 = repaint and 0 = keep, for pipelines that blend latents after every step.
 * Immutable and thread-safe.
 */
public final class LatentMask {
    private final int width;
    private final int height;
    private final float[] values; // [height, width]

    private LatentMask(int width, int height, float[] values) {
        this.width = width;
        this.height = height;
        this.values = values;
    }

    /**
     * Each latent position takes its cell's upper left pixel, as Diffusers' inpaint pipelines do in
     * {@code prepare_mask_latents} ({@code interpolate} with mode nearest): for dense edits.
     *
     * @param vaeFactor pixels along a latent position's side; divides the mask's width and height
     * @throws IllegalArgumentException if it does not
     */
    public static LatentMask nearest(EditMask mask, int vaeFactor) {
        return sample(mask, vaeFactor, mask::isMasked);
    }

    /**
     * Each latent position is 1 if any of its pixels is masked (max-pooling): for cached edits.
     *
     * @param vaeFactor as for {@link #nearest}
     * @throws IllegalArgumentException as {@link #nearest} does
     */
    public static LatentMask pooled(EditMask mask, int vaeFactor) {
        return sample(mask, vaeFactor, (x, y) -> Cells.anyMasked(mask, x, y, vaeFactor));
    }

    private static LatentMask sample(EditMask mask, int vaeFactor, PixelTest test) {
        Cells.requireWhole(mask, vaeFactor);
        int width = mask.width() / vaeFactor;
        int height = mask.height() / vaeFactor;
        float[] values = new float[width * height];
        for (int i = 0; i < values.length; i++) {
            values[i] = test.test(i % width * vaeFactor, i / width * vaeFactor) ? 1 : 0;
        }
        return new LatentMask(width, height, values);
    }

    @FunctionalInterface
    private interface PixelTest {
        boolean test(int x, int y);
    }

    /** Latent positions in a row. */
    public int width() {
        return width;
    }

    /** Rows of latent positions. */
    public int height() {
        return height;
    }

    /** The values as {@code [height, width]}, in a fresh array. */
    public float[] toArray() {
        return values.clone();
    }
}
