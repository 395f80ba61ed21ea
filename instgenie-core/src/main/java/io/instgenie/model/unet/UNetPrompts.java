package io.instgenie.model.unet;

import io.instgenie.model.PromptEmbedding;
import io.instgenie.model.Prompts;
import io.instgenie.model.textencoders.EncodedPrompt;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What CLIP's encoders make of prompts; these have a fixed length, so that none can be asked for. Owns nothing.
 *
 * @param encoder of a prompt
 * @param negativeEncoder of a negative prompt, which may be null
 */
public record UNetPrompts(
        Function<String, EncodedPrompt> encoder, Function<@Nullable String, EncodedPrompt> negativeEncoder)
        implements Prompts {
    @Override
    public PromptEmbedding encode(String prompt, int maxSequenceLength) {
        try (TensorScope scope = TensorScope.open()) {
            return embedding(encoder.apply(prompt), "the prompt");
        }
    }

    @Override
    public PromptEmbedding encodeNegative(Optional<String> prompt, int maxSequenceLength) {
        try (TensorScope scope = TensorScope.open()) {
            return embedding(negativeEncoder.apply(prompt.orElse(null)), "the negative prompt");
        }
    }

    private static PromptEmbedding embedding(EncodedPrompt encoded, String what) {
        List<String> notes = encoded.tokens().stream()
                .filter(tokens -> !tokens.truncated().isEmpty())
                .map(tokens -> what + " is too long for CLIP; cut off: " + tokens.truncated())
                .distinct()
                .toList();
        Tensor pooled = encoded.pooled();
        return new PromptEmbedding(
                Tensors.toFloats(encoded.states()), // [tokens, width]
                Math.toIntExact(encoded.states().size(0)),
                pooled == null ? new float[0] : Tensors.toFloats(pooled), // [pooledWidth]
                notes);
    }
}
