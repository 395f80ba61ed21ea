package io.instgenie.model.flux;

import java.util.List;

/** The fields of a {@code FluxTransformer2DModel}'s {@code config.json} that its computation depends on. */
public record FluxConfig(
        int inChannels,
        int outChannels,
        int numLayers,
        int numSingleLayers,
        int attentionHeadDim,
        int numAttentionHeads,
        int jointAttentionDim,
        int pooledProjectionDim,
        boolean guidanceEmbeds,
        List<Integer> axesDimsRope) {
    public FluxConfig {
        axesDimsRope = List.copyOf(axesDimsRope);
    }

    /** The width of a row: heads x head size. */
    public int width() {
        return numAttentionHeads * attentionHeadDim;
    }
}
