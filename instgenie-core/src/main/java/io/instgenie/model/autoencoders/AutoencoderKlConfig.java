package io.instgenie.model.autoencoders;

import java.util.List;

/** The fields of an {@code AutoencoderKL}'s {@code config.json} that its computation depends on. */
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
        boolean midBlockAddAttention) {
    public AutoencoderKlConfig {
        blockOutChannels = List.copyOf(blockOutChannels);
    }

    /** The same for pipelines that only scale latents, whatever the config says of a shift: those of Stable Diffusion. */
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
                midBlockAddAttention);
    }

    /** Pixels along one side of a latent: 8 with the usual four blocks. */
    public int scaleFactor() {
        return 1 << (blockOutChannels.size() - 1);
    }
}
