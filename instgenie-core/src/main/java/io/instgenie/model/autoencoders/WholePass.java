package io.instgenie.model.autoencoders;

import io.instgenie.model.layers.GroupNorm;

/** Computes whole pictures. Thread-safe. */
final class WholePass implements LayerPass {
    @Override
    public Parts normalize(GroupNorm norm, Parts x) {
        return x.map(norm::apply);
    }

    @Override
    public SpatialAttention.Memory attend(SpatialAttention attention, SpatialAttention.Memory own) {
        return own;
    }

    @Override
    public Parts enterLevel(int level, Parts x) {
        return x;
    }
}
