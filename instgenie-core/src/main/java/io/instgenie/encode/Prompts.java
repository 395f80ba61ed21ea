package io.instgenie.encode;

import io.instgenie.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Prompt embeddings as tensors. */
final class Prompts {
    private Prompts() {}

    /** {@code [tokens, jointAttentionDim]}. */
    static Tensor states(PromptEmbedding prompt) {
        return Tensors.ofFloats(prompt.states(), prompt.tokens(), prompt.states().length / prompt.tokens());
    }

    /** {@code [pooledProjectionDim]}. */
    static Tensor pooled(PromptEmbedding prompt) {
        return Tensors.ofFloats(prompt.pooled(), prompt.pooled().length);
    }
}
