package io.instgenie.model.autoencoders;

import java.util.List;

/**
 * The fields of an {@code AutoencoderKL}'s {@code config.json} that its computation depends on.
 *
 * @param sampleSize pixels along a side of the pictures that it was made for, and of tiles
 */
public record AutoencoderKlConfig(
        int inChannels,
        int outChannels,
        List<Integer> blockOutChannels,
        int layersPerBlock,
        int latentChannels,
        int normNumGroups,
        double scalingFactor,
        double shiftFactor,
        boolean useQuantConv,
        boolean usePostQuantConv,
        boolean midBlockAddAttention,
        int sampleSize) {
    public AutoencoderKlConfig {
        blockOutChannels = List.copyOf(blockOutChannels);
    }

    /** The same for pipelines that only scale latents, whatever the config says of a shift. */
    public AutoencoderKlConfig withoutShift() {
        return new AutoencoderKlConfig(
                inChannels,
                outChannels,
                blockOutChannels,
                layersPerBlock,
                latentChannels,
                normNumGroups,
                scalingFactor,
                0,
                useQuantConv,
                usePostQuantConv,
                midBlockAddAttention,
                sampleSize);
    }

    /** Whether tiles of {@link #sampleSize}, which overlap by a quarter, are made of whole latents. */
    public boolean canTile() {
        return sampleSize % (4 * scaleFactor()) == 0;
    }

    /** Pixels along one side of a latent: 8 with the usual four blocks. */
    public int scaleFactor() {
        return 1 << (blockOutChannels.size() - 1);
    }
}
