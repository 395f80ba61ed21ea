package io.instgenie.model.transformers;

import org.bytedeco.pytorch.Tensor;

/**
 * What a block's rows bring to attention.
 *
 * @param queries {@code [rows, heads, headDim]}, after norm and rotary embedding
 * @param keys {@code [rows, heads, headDim]}, after norm and rotary embedding
 * @param values {@code [rows, heads, headDim]}
 * @param normalized the rows after the block's first norm, {@code [rows, width]}, for what runs beside attention
 */
public record Projection(Tensor queries, Tensor keys, Tensor values, Tensor normalized) {}
