package io.instgenie.model.rows;

import io.instgenie.model.Numbers;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of image tokens in one block, as computed or as kept.
 *
 * @param keys {@code [tokens, heads, headDim]}, after norm and rotary embedding
 * @param values {@code [tokens, heads, headDim]}
 * @param scales of whole numbers, or null where numbers are what they stand for
 */
public record KeyValue(Tensor keys, Tensor values, @Nullable Scales scales) {
    /**
     * What whole numbers are to be multiplied by, float32.
     *
     * @param keys {@code [tokens, heads, 1]}
     * @param values {@code [tokens, heads, 1]}
     */
    public record Scales(Tensor keys, Tensor values) {}

    /** Numbers that are what they stand for. */
    public KeyValue(Tensor keys, Tensor values) {
        this(keys, values, null);
    }

    /** Of numbers as they are computed or kept, keys and values alike. */
    public static KeyValue of(Numbers keys, Numbers values) {
        Tensor keyScales = keys.scales();
        Tensor valueScales = values.scales();
        return new KeyValue(
                keys.rows(),
                values.rows(),
                keyScales == null || valueScales == null ? null : new Scales(keyScales, valueScales));
    }

    /** The same in {@code type}, without scales; shared where it is so already. */
    public KeyValue in(ScalarType type) {
        return new KeyValue(
                new Numbers(keys, scales == null ? null : scales.keys).in(type),
                new Numbers(values, scales == null ? null : scales.values).in(type));
    }
}
