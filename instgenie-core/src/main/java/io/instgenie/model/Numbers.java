package io.instgenie.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Rows as they are computed or kept.
 *
 * @param rows {@code [n, heads, width]}
 * @param scales what whole numbers are to be multiplied by, float32 {@code [n, heads, 1]}; null where numbers are what they stand for
 */
public record Numbers(Tensor rows, @Nullable Tensor scales) {
    /** Numbers that are what they stand for. */
    public Numbers(Tensor rows) {
        this(rows, null);
    }

    /** Some of the rows, without a copy. */
    public Numbers narrow(long start, long length) {
        return new Numbers(rows.narrow(0, start, length), scales == null ? null : scales.narrow(0, start, length));
    }

    /** {@code [n, heads, width]} in {@code type}, without scales; shared where they are so already. */
    public Tensor in(ScalarType type) {
        return scales == null
                ? rows.to(type)
                : rows.to(ScalarType.Float).mul_(scales).to(type); // [n, heads, width]
    }
}
