package io.instgenie.mask;

import io.instgenie.edit.EditMask;

/**
 * A mask at the resolution of latents, 1 = repaint and 0 = keep, for pipelines that blend latents after every step; and packed as Flux
 * packs latents: the 2 x 2 positions of a token become its channels, {@code channel * 4 + row * 2 + column} ({@code _pack_latents}).
 * Immutable and thread-safe.
 */
public final class LatentMask {
    /** Latent positions along a token's side. */
    private static final int PATCH = 2;

    private final int width;
    private final int height;
    private final float[] values; // [height, width]

    private LatentMask(int width, int height, float[] values) {
        this.width = width;
        this.height = height;
        this.values = values;
    }

    /**
     * Each latent position takes its cell's upper left pixel, as {@code FluxInpaintPipeline.prepare_mask_latents} does
     * ({@code interpolate} with mode nearest): for dense edits.
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

    /**
     * The mask channels of a Fill model's input, {@code [tokens, vaeFactor² * 4]}: all pixels of a token, a latent position's pixels as
     * its channels ({@code FluxFillPipeline.prepare_mask_latents}).
     *
     * @param vaeFactor pixels along a latent position's side; twice that divides the mask's width and height
     * @throws IllegalArgumentException if it does not
     */
    public static float[] fillChannels(EditMask mask, int vaeFactor) {
        int tokenSize = PATCH * vaeFactor;
        Cells.requireWhole(mask, tokenSize);
        int gridWidth = mask.width() / tokenSize;
        float[] channels = new float[mask.width() * mask.height()];
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                int token = y / tokenSize * gridWidth + x / tokenSize;
                int channel = y % vaeFactor * vaeFactor + x % vaeFactor;
                int position = y / vaeFactor % PATCH * PATCH + x / vaeFactor % PATCH;
                channels[(token * vaeFactor * vaeFactor + channel) * PATCH * PATCH + position] =
                        mask.isMasked(x, y) ? 1 : 0;
            }
        }
        return channels;
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

    /**
     * The mask repeated for every latent channel and packed, {@code [tokens, latentChannels * 4]}.
     *
     * @throws IllegalStateException if the latents are not made of whole tokens
     */
    public float[] packed(int latentChannels) {
        if (width % PATCH != 0 || height % PATCH != 0) {
            throw new IllegalStateException(width + " x " + height + " latent positions are no whole tokens");
        }
        int gridWidth = width / PATCH;
        int channels = latentChannels * PATCH * PATCH;
        float[] packed = new float[values.length / (PATCH * PATCH) * channels];
        for (int i = 0; i < packed.length; i++) {
            int token = i / channels;
            int position = i % (PATCH * PATCH);
            int y = token / gridWidth * PATCH + position / PATCH;
            int x = token % gridWidth * PATCH + position % PATCH;
            packed[i] = values[y * width + x];
        }
        return packed;
    }
}
