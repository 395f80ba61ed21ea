package io.instgenie.encode;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.instgenie.model.tokenizers.Tokenization;
import io.instgenie.pretrained.FluxPipeline;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;

/** Prompts to embeddings by one device's text encoders; the latest are kept, for all devices. Thread-safe. */
public final class PromptEncoder {
    private record Key(String prompt, int maxSequenceLength) {}

    private final FluxPipeline pipeline;
    private final Cache<Key, PromptEmbedding> cache;

    /** @param cacheBytes bound on the embeddings kept */
    public PromptEncoder(FluxPipeline pipeline, long cacheBytes) {
        this(
                pipeline,
                Caffeine.newBuilder()
                        .maximumWeight(cacheBytes)
                        .weigher((Key key, PromptEmbedding embedding) ->
                                (int) Math.min(Integer.MAX_VALUE, embedding.bytes()))
                        .executor(Runnable::run)
                        .build());
    }

    private PromptEncoder(FluxPipeline pipeline, Cache<Key, PromptEmbedding> cache) {
        this.pipeline = pipeline;
        this.cache = cache;
    }

    /** One that keeps embeddings with this one, and computes those that are not there by another copy of the model. */
    public PromptEncoder sharedBy(FluxPipeline other) {
        return new PromptEncoder(other, cache);
    }

    /** The embedding of {@code prompt}, cut to {@code maxSequenceLength} tokens. */
    PromptEmbedding encode(String prompt, int maxSequenceLength) {
        return cache.get(new Key(prompt, maxSequenceLength), this::compute);
    }

    private PromptEmbedding compute(Key key) {
        List<String> notes = new ArrayList<>();
        Tokenization clip =
                pipeline.tokenizer().encode(key.prompt(), pipeline.tokenizer().modelMaxLength());
        Tokenization t5 = pipeline.tokenizer2().encode(key.prompt(), key.maxSequenceLength());
        note(notes, "CLIP", clip);
        note(notes, "T5", t5);
        try (TensorScope scope = TensorScope.open()) {
            return new PromptEmbedding(
                    Tensors.toFloats(pipeline.textEncoder2().encode(t5.ids())), // [tokens, jointAttentionDim]
                    t5.ids().length,
                    Tensors.toFloats(pipeline.textEncoder().encode(clip.ids()).pooled()), // [pooledProjectionDim]
                    List.copyOf(notes));
        }
    }

    private static void note(List<String> notes, String encoder, Tokenization tokenization) {
        if (!tokenization.truncated().isEmpty()) {
            notes.add("the prompt is too long for " + encoder + "; cut off: " + tokenization.truncated());
        }
    }
}
