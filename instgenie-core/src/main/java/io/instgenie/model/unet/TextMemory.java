package io.instgenie.model.unet;

import org.bytedeco.pytorch.Tensor;

/**
 * What one prompt's tokens are to a cross-attention.
 *
 * @param keys {@code [1, heads, tokens, headDim]}
 * @param values {@code [1, heads, tokens, headDim]}
 */
record TextMemory(Tensor keys, Tensor values) implements AutoCloseable {
    @Override
    public void close() {
        keys.close();
        values.close();
    }
}
