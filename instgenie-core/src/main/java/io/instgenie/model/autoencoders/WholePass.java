package io.instgenie.model.autoencoders;

import io.instgenie.model.layers.GroupNorm;
import org.bytedeco.pytorch.Tensor;

/** Computes whole pictures. Thread-safe. */
final class WholePass implements Pass {
    @Override
    public Tensor normalize(GroupNorm norm, Tensor x) {
        return norm.apply(x); // [batch, channels, height, width]
    }

    @Override
    public SpatialAttention.Memory attend(SpatialAttention attention, SpatialAttention.Memory own) {
        return own;
    }

    @Override
    public Tensor enterLevel(int level, Tensor x) {
        return x;
    }
}
