package io.instgenie.model;

import io.instgenie.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What the text encoders make of a prompt, in Java memory, so that it can be kept and dropped freely. Immutable.
 *
 * @param states {@code [tokens, width]}, row by row
 * @param tokens how many
 * @param pooled the whole prompt's, {@code [pooledWidth]}; empty where the denoiser takes none
 * @param notes on parts of the prompt that were cut off
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PromptEmbedding(float[] states, int tokens, float[] pooled, List<String> notes) {
    public PromptEmbedding {
        notes = List.copyOf(notes);
    }

    /** Bytes of its numbers. */
    public long bytes() {
        return (long) Float.BYTES * (states.length + pooled.length);
    }

    /** {@code [tokens, width]}, on the CPU. */
    public Tensor statesTensor() {
        return Tensors.ofFloats(states, tokens, states.length / tokens);
    }

    /** {@code [pooledWidth]}, on the CPU. */
    public Tensor pooledTensor() {
        return Tensors.ofFloats(pooled, pooled.length);
    }
}
