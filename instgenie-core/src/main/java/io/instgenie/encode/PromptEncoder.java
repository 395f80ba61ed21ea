package io.instgenie.encode;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.instgenie.model.PromptEmbedding;
import io.instgenie.model.Prompts;
import java.util.Optional;

/** Prompts to embeddings by one device's text encoders; the latest are kept, for all devices. Thread-safe. */
public final class PromptEncoder implements Prompts {
    private record Key(Optional<String> prompt, int maxSequenceLength, boolean negative) {}

    private final Prompts encoders;
    private final Cache<Key, PromptEmbedding> cache;

    /** @param cacheBytes bound on the embeddings kept */
    public PromptEncoder(Prompts encoders, long cacheBytes) {
        this(
                encoders,
                Caffeine.newBuilder()
                        .maximumWeight(cacheBytes)
                        .weigher((Key key, PromptEmbedding embedding) ->
                                (int) Math.min(Integer.MAX_VALUE, embedding.bytes()))
                        .executor(Runnable::run)
                        .build());
    }

    private PromptEncoder(Prompts encoders, Cache<Key, PromptEmbedding> cache) {
        this.encoders = encoders;
        this.cache = cache;
    }

    /** One that keeps embeddings with this one, and computes those that are not there by another copy of the model. */
    public PromptEncoder sharedBy(Prompts other) {
        return new PromptEncoder(other, cache);
    }

    @Override
    public PromptEmbedding encode(String prompt, int maxSequenceLength) {
        return cache.get(
                new Key(Optional.of(prompt), maxSequenceLength, false),
                key -> encoders.encode(prompt, maxSequenceLength));
    }

    @Override
    public PromptEmbedding encodeNegative(Optional<String> prompt, int maxSequenceLength) {
        return cache.get(
                new Key(prompt, maxSequenceLength, true), key -> encoders.encodeNegative(prompt, maxSequenceLength));
    }
}
