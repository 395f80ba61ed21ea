package io.instgenie.model.textencoders;

import io.instgenie.model.tokenizers.Tokenization;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A prompt as a denoiser takes it. Its tensors are valid in the scope they were made in.
 *
 * @param tokens the text as each tokenizer cut it; none if no text was read
 * @param states {@code [tokens, width]}
 * @param pooled {@code [projectionDim]}, or null where the denoiser takes none
 */
public record EncodedPrompt(
        List<Tokenization> tokens, Tensor states, @Nullable Tensor pooled) {
    public EncodedPrompt {
        tokens = List.copyOf(tokens);
    }
}
