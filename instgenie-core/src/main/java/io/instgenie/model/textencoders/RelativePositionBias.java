package io.instgenie.model.textencoders;

import io.instgenie.tensor.Placement;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * T5's learned bias on attention by the distance between tokens, in buckets that widen with it (Transformers'
 * {@code T5Attention.compute_bias}, bidirectional). Thread-safe.
 */
final class RelativePositionBias implements AutoCloseable {
    private final Tensor weight; // [buckets, heads]
    private final Placement placement;
    private final int buckets;
    private final int maxDistance;

    RelativePositionBias(T5Config config, Weights weights) {
        placement = weights.placement();
        buckets = config.relativeAttentionNumBuckets();
        maxDistance = config.relativeAttentionMaxDistance();
        weight = Tensors.hold(weights.get("weight", buckets, config.numHeads()).clone());
    }

    /** {@code [heads, tokens, tokens]}: from query (rows) to key (columns). */
    Tensor apply(int tokens) {
        long[] bucketOf = new long[tokens * tokens];
        for (int query = 0; query < tokens; query++) {
            for (int key = 0; key < tokens; key++) {
                bucketOf[query * tokens + key] = bucket(key - query);
            }
        }
        return torch.embedding(weight, placement.move(Tensors.ofLongs(bucketOf, tokens, tokens)))
                .permute(2, 0, 1); // [heads, tokens, tokens]
    }

    int bucket(int distance) {
        int half = buckets / 2;
        int side = distance > 0 ? half : 0;
        int away = Math.abs(distance);
        int exact = half / 2;
        if (away < exact) {
            return side + away;
        }
        double ratio = Math.log((double) away / exact) / Math.log((double) maxDistance / exact);
        return side + Math.min(exact + (int) (ratio * (half - exact)), half - 1);
    }

    @Override
    public void close() {
        weight.close();
    }
}
