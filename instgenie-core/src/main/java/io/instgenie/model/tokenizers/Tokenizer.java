package io.instgenie.model.tokenizers;

/** Cuts text into the ids that a text encoder was trained on. Thread-safe. */
public interface Tokenizer {
    /**
     * The ids of {@code text}, with the encoder's special tokens, cut and padded to {@code maxLength}.
     *
     * @param maxLength at least 2
     */
    Tokenization encode(String text, int maxLength);

    /** The longest text the encoder was made for, in tokens, as the tokenizer's config says. */
    int modelMaxLength();
}
