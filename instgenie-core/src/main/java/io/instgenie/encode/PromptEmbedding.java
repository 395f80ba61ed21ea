package io.instgenie.encode;

import java.util.List;

/**
 * What the text encoders make of a prompt, in Java memory, so that it can be kept and dropped freely.
 *
 * @param states T5's states, {@code [tokens, jointAttentionDim]}, row by row
 * @param tokens how many
 * @param pooled CLIP's pooled state
 * @param notes on parts of the prompt that were cut off
 */
record PromptEmbedding(float[] states, int tokens, float[] pooled, List<String> notes) {
    long bytes() {
        return (long) Float.BYTES * (states.length + pooled.length);
    }
}
