package io.instgenie.model.autoencoders;

import io.instgenie.model.layers.GroupNorm;

/**
 * One way through an encoder or decoder. Convolutions see their neighbourhood only; a pass decides for the layers that see the whole
 * picture, and where a decoder's pass over a part of it may become smaller.
 */
interface LayerPass {
    /** {@code norm} over every part, to the same shapes. */
    Parts normalize(GroupNorm norm, Parts x);

    /** What all parts attend to, given the keys and values of the first. */
    SpatialAttention.Memory attend(SpatialAttention attention, SpatialAttention.Memory own);

    /** What of {@code x} the decoder computes from its level {@code level} on. */
    Parts enterLevel(int level, Parts x);
}
