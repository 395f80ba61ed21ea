package io.instgenie.model;

import java.util.Optional;

/** A model's tokenizers and text encoders. Thread-safe. */
@FunctionalInterface
public interface Prompts {
    /**
     * What the denoiser is told of a prompt.
     *
     * @param maxSequenceLength tokens to cut it to, for models whose prompts have no fixed length
     */
    PromptEmbedding encode(String prompt, int maxSequenceLength);

    /**
     * What the denoiser is told in the lane that guidance leads away from. An absent prompt is the empty one, unless the model was trained
     * otherwise.
     */
    default PromptEmbedding encodeNegative(Optional<String> prompt, int maxSequenceLength) {
        return encode(prompt.orElse(""), maxSequenceLength);
    }
}
