package io.instgenie.model;

/** A model's tokenizers and text encoders. Thread-safe. */
@FunctionalInterface
public interface Prompts {
    /**
     * What the denoiser is told of a prompt.
     *
     * @param maxSequenceLength tokens to cut it to, for models whose prompts have no fixed length
     */
    PromptEmbedding encode(String prompt, int maxSequenceLength);
}
