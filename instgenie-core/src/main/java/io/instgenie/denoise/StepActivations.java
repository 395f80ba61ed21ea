package io.instgenie.denoise;

import io.instgenie.model.transformers.KeyValue;
import io.instgenie.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a template's pass at one step: per block keys and values of its image tokens, the block's input rows, or both. Written
 * block by block by the thread that computes the pass; read by others once {@link TemplateActivations} holds it, which is when it is whole.
 */
public final class StepActivations implements AutoCloseable {
    private final @Nullable KeyValue[] keyValues;
    private final @Nullable Tensor[] hiddenStates;

    public StepActivations(int blocks) {
        keyValues = new KeyValue[blocks];
        hiddenStates = new Tensor[blocks];
    }

    /** Keys and values {@code [tokens, heads, headDim]} of a block, or null where they are not kept. */
    public @Nullable KeyValue keyValue(int block) {
        return keyValues[block];
    }

    /** A block's input, {@code [textTokens + tokens, width]}, text first, or null where it is not kept. */
    public @Nullable Tensor hiddenStates(int block) {
        return hiddenStates[block];
    }

    /** Keeps copies. */
    void keepKeyValue(int block, KeyValue keyValue) {
        keyValues[block] = new KeyValue(Tensors.hold(keyValue.keys().clone()), Tensors.hold(copy(keyValue.values())));
    }

    /** Keeps a copy. */
    void keepHiddenStates(int block, Tensor rows) {
        hiddenStates[block] = Tensors.hold(rows.clone());
    }

    /** A contiguous copy, also of a strided view. */
    private static Tensor copy(Tensor view) {
        return view.is_contiguous() ? view.clone() : view.contiguous();
    }

    @Override
    public void close() {
        for (KeyValue keyValue : keyValues) {
            if (keyValue != null) {
                keyValue.keys().close();
                keyValue.values().close();
            }
        }
        for (Tensor rows : hiddenStates) {
            if (rows != null) {
                rows.close();
            }
        }
    }
}
