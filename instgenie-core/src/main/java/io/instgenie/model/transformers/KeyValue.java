package io.instgenie.model.transformers;

import org.bytedeco.pytorch.Tensor;

/**
 * Keys and values of image tokens in one block.
 *
 * @param keys {@code [tokens, heads, headDim]}, after norm and rotary embedding
 * @param values {@code [tokens, heads, headDim]}
 */
public record KeyValue(Tensor keys, Tensor values) {}
