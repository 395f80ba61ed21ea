package io.instgenie.model.textencoders;

/**
 * The fields of a {@code CLIPTextModel}'s {@code config.json} that its computation depends on.
 *
 * @param projectionDim of a {@code CLIPTextModelWithProjection}; without meaning for a model without projection
 * @param useAttentionMask whether the pipelines of Stable Diffusion 1 and 2 hide padding from attention
 */
public record ClipTextConfig(
        int vocabSize,
        int hiddenSize,
        int intermediateSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int maxPositionEmbeddings,
        String hiddenAct,
        double layerNormEps,
        long eosTokenId,
        int projectionDim,
        boolean useAttentionMask) {}
