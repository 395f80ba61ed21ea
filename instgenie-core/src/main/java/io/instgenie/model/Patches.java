package io.instgenie.model;

import org.bytedeco.pytorch.Tensor;

/**
 * How a picture's latents are cut into tokens: each is a square of {@code side} x {@code side} latents (Diffusers' {@code _pack_latents},
 * {@code _unpack_latents}).
 *
 * @param channels of a latent
 * @param vaeFactor pixels along a latent's side
 * @param side latents along a token's side
 */
public record Patches(int channels, int vaeFactor, int side) {
    /** Pixels along a token's side. */
    public int tokenSize() {
        return side * vaeFactor;
    }

    /** Numbers of a token. */
    public int tokenChannels() {
        return channels * side * side;
    }

    /** {@code [1, c, h, w]}, of any number of channels, to {@code [h / side * w / side, c * side * side]}. */
    public Tensor pack(Tensor latents) {
        long each = latents.size(1);
        long height = latents.size(2) / side;
        long width = latents.size(3) / side;
        return latents.reshape(each, height, side, width, side)
                .permute(1, 3, 0, 2, 4)
                .reshape(height * width, each * side * side); // [tokens, c * side * side]
    }

    /** {@code [gridHeight * gridWidth, channels * side * side]} to {@code [1, channels, side * gridHeight, side * gridWidth]}. */
    public Tensor unpack(Tensor tokens, int gridHeight, int gridWidth) {
        return tokens.reshape(gridHeight, gridWidth, channels, side, side)
                .permute(2, 0, 3, 1, 4)
                .reshape(1, channels, (long) side * gridHeight, (long) side * gridWidth); // [1, channels, h, w]
    }
}
