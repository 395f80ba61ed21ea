package io.instgenie.model.transformers;

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

    /** The same in {@code type}, without scales; shared where it is so already. */
    public KeyValue in(ScalarType type) {
        return scales == null
                ? new KeyValue(keys.to(type), values.to(type))
                : new KeyValue(widen(keys, scales.keys, type), widen(values, scales.values, type));
    }

    /** Whole numbers {@code [..., headDim]} times their scales {@code [..., 1]}, in {@code type}. */
    public static Tensor widen(Tensor levels, Tensor scales, ScalarType type) {
        return levels.to(ScalarType.Float).mul_(scales).to(type);
    }
}
