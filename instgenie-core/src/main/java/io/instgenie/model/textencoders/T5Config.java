package io.instgenie.model.textencoders;

/** The fields of a {@code T5EncoderModel}'s {@code config.json} that its computation depends on. */
public record T5Config(
        int vocabSize,
        int dModel,
        int dKv,
        int dFf,
        int numLayers,
        int numHeads,
        int relativeAttentionNumBuckets,
        int relativeAttentionMaxDistance,
        double layerNormEpsilon,
        String feedForwardProj) {}
