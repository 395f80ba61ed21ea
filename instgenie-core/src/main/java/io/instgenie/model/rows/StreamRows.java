package io.instgenie.model.rows;

import io.instgenie.model.layers.RmsNorm;
import org.bytedeco.pytorch.Tensor;

/**
 * One stream's rows as its linear layers leave them, before what makes {@linkplain Projection attention's} of them.
 *
 * @param queries of the rows that go on, {@code [onward, heads, headDim]}
 * @param keyValues keys and values side by side, {@code [rows, 2, heads, headDim]}
 * @param queryNorm of each head's queries
 * @param keyNorm of each head's keys
 * @param normalized the rows that queries were made from, {@code [onward, width]}
 */
public record StreamRows(Tensor queries, Tensor keyValues, RmsNorm queryNorm, RmsNorm keyNorm, Tensor normalized) {
    /** {@code [rows, heads, headDim]}, before their norm. */
    public Tensor keys() {
        return keyValues.select(1, 0);
    }

    /** {@code [rows, heads, headDim]}. */
    public Tensor values() {
        return keyValues.select(1, 1);
    }
}
