package io.instgenie.encode;

import org.bytedeco.pytorch.Tensor;

/** Between latents in space and packed tokens of 2 x 2 latents (Diffusers' {@code _pack_latents}, {@code _unpack_latents}). */
public final class Latents {
    private Latents() {}

    /** {@code [1, channels, h, w]} to {@code [h / 2 * w / 2, channels * 4]}. */
    public static Tensor pack(Tensor latents) {
        long channels = latents.size(1);
        long height = latents.size(2) / 2;
        long width = latents.size(3) / 2;
        return latents.reshape(channels, height, 2, width, 2)
                .permute(1, 3, 0, 2, 4)
                .reshape(height * width, channels * 4); // [tokens, channels * 4]
    }

    /** {@code [gridHeight * gridWidth, channels * 4]} to {@code [1, channels, 2 * gridHeight, 2 * gridWidth]}. */
    public static Tensor unpack(Tensor tokens, int gridHeight, int gridWidth) {
        long channels = tokens.size(1) / 4;
        return tokens.reshape(gridHeight, gridWidth, channels, 2, 2)
                .permute(2, 0, 3, 1, 4)
                .reshape(1, channels, 2L * gridHeight, 2L * gridWidth); // [1, channels, h, w]
    }
}
