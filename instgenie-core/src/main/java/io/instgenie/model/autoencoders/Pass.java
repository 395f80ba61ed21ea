package io.instgenie.model.autoencoders;

import io.instgenie.model.layers.GroupNorm;
import org.bytedeco.pytorch.Tensor;

/**
 * One way through an encoder or decoder. Convolutions see their neighbourhood only; a pass decides for the layers that see the whole
 * picture, and where a decoder's pass over a part of it may become smaller.
 */
interface Pass {
    /** {@code norm} over {@code x [batch, channels, height, width]}, to the same shape. */
    Tensor normalize(GroupNorm norm, Tensor x);

    /** What {@code attention} attends to, given the keys and values of what this pass computes. */
    SpatialAttention.Memory attend(SpatialAttention attention, SpatialAttention.Memory own);

    /** The part of {@code x [batch, channels, height, width]} that the decoder computes from its level {@code level} on. */
    Tensor enterLevel(int level, Tensor x);
}
