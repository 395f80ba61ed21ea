package io.instgenie.model.tokenizers;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;

/**
 * Cuts added tokens out of a text and normalizes what lies between them (the {@code AddedVocabulary} of Hugging Face's tokenizers).
 * The flags {@code lstrip} and {@code rstrip}, which widen a token by the white space around it, make no difference here: both
 * tokenizers drop white space. Immutable.
 */
final class AddedTokens {
    private final TokenMatcher asWritten;
    private final TokenMatcher normalized;
    private final UnaryOperator<String> normalizer;

    AddedTokens(Collection<AddedToken> tokens, Vocabulary vocabulary, UnaryOperator<String> normalizer) {
        Map<String, Integer> asWrittenIds = new HashMap<>();
        Map<String, Integer> normalizedIds = new HashMap<>();
        for (AddedToken token : tokens) {
            int id = vocabulary.id(token.content());
            if (token.normalized()) {
                normalizedIds.put(normalizer.apply(token.content()), id);
            } else {
                asWrittenIds.put(token.content(), id);
            }
        }
        this.asWritten = new TokenMatcher(asWrittenIds);
        this.normalized = new TokenMatcher(normalizedIds);
        this.normalizer = normalizer;
    }

    /** Gives added tokens' ids to {@code out}, and normalized text between them to {@code between}, from left to right. */
    void split(String text, LongConsumer out, Consumer<String> between) {
        asWritten.split(text, out, part -> normalized.split(normalizer.apply(part), out, between));
    }
}
