package io.instgenie.model.tokenizers;

import io.instgenie.edit.InvalidRequestException;

/** Cuts text into the token ids a text encoder was trained on. Thread-safe. */
public sealed interface Tokenizer permits ClipTokenizer, T5Tokenizer {
    /**
     * The ids of {@code text}, with the model's special tokens, cut and padded to exactly {@code maxLength}.
     *
     * @throws InvalidRequestException if {@code maxLength} leaves no room for the special tokens
     */
    Tokenization encode(String text, int maxLength);

    /** The longest sequence the encoder was made for, in tokens ({@code model_max_length}; its published length if the files do not tell). */
    int modelMaxLength();
}
