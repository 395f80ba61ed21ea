package io.instgenie.model.unet;

import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.textencoders.ClipTextConfig;
import io.instgenie.model.textencoders.ClipTextModel;
import io.instgenie.model.textencoders.EncodedPrompt;
import io.instgenie.model.tokenizers.Tokenization;
import io.instgenie.model.tokenizers.Tokenizer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prompts of Stable Diffusion 1 and 2 (Diffusers' {@code StableDiffusionPipeline.encode_prompt}). Thread-safe. Calls belong inside a
 * {@link io.instgenie.tensor.TensorScope}.
 */
public final class StableDiffusionPrompts {
    private final Tokenizer tokenizer;
    private final ClipTextModel textEncoder;

    /**
     * Neither is closed by this object.
     *
     * @throws ModelFormatException if the tokenizer's sequences are too long for the text encoder
     */
    public StableDiffusionPrompts(Tokenizer tokenizer, ClipTextModel textEncoder) {
        PromptEncoderChecks.requireRoom("tokenizer", tokenizer, textEncoder);
        this.tokenizer = tokenizer;
        this.textEncoder = textEncoder;
    }

    /**
     * A prompt's states; nothing pooled.
     *
     * @param clipSkip the last layers that are left out, from 0
     * @throws InvalidRequestException if {@code clipSkip} is negative, or larger than the number of layers
     */
    public EncodedPrompt encode(String prompt, int clipSkip) {
        ClipTextConfig config = textEncoder.config();
        PromptEncoderChecks.requireClipSkip(clipSkip, config.numHiddenLayers());
        Tokenization text = tokenizer.encode(prompt, tokenizer.modelMaxLength());
        int visible = config.useAttentionMask() ? text.length() : text.ids().length;
        ClipTextModel.Output output = textEncoder.encode(text.ids(), visible);
        return new EncodedPrompt(
                List.of(text), textEncoder.finalLayerNorm(output.beforeLast(clipSkip)), null); // [tokens, width]
    }

    /** What guidance leads away from; null is the empty prompt. No layer is left out. */
    public EncodedPrompt encodeNegative(@Nullable String negativePrompt) {
        return encode(negativePrompt == null ? "" : negativePrompt, 0);
    }
}
