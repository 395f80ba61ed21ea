package io.instgenie.model.textencoders;

/** The fields of a {@code CLIPTextModel}'s {@code config.json} that its computation depends on. */
public record ClipTextConfig(
        int vocabSize,
        int hiddenSize,
        int intermediateSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int maxPositionEmbeddings,
        String hiddenAct,
        double layerNormEps,
        long eosTokenId) {}
