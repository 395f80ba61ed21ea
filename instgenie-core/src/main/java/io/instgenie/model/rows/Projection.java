package io.instgenie.model.rows;

import org.bytedeco.pytorch.Tensor;

/**
 * What a block's rows bring to attention.
 *
 * @param queries of the rows that go on, {@code [onward, heads, headDim]}, after norm and rotary embedding
 * @param keys {@code [rows, heads, headDim]}, after norm and rotary embedding
 * @param values {@code [rows, heads, headDim]}
 * @param normalized the rows that go on after the block's first norm, for what runs beside attention: {@code [onward, width]}, or of a
 *     block with two streams its image rows
 */
public record Projection(Tensor queries, Tensor keys, Tensor values, Tensor normalized) {}
