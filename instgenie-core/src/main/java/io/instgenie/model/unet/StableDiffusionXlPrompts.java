package io.instgenie.model.unet;

import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.textencoders.ClipTextConfig;
import io.instgenie.model.textencoders.ClipTextModel;
import io.instgenie.model.textencoders.ClipTextModelWithProjection;
import io.instgenie.model.textencoders.EncodedPrompt;
import io.instgenie.model.tokenizers.Tokenization;
import io.instgenie.model.tokenizers.Tokenizer;
import io.instgenie.tensor.Placement;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Prompts of Stable Diffusion XL (Diffusers' {@code StableDiffusionXLPipeline.encode_prompt}): two encoders' states before their last layer,
 * next to each other, and the second one's pooled state. Padding is never hidden from attention. Thread-safe. Calls belong inside a
 * {@link io.instgenie.tensor.TensorScope}.
 */
public final class StableDiffusionXlPrompts {
    private final Tokenizer tokenizer;
    private final ClipTextModel textEncoder;
    private final Tokenizer tokenizer2;
    private final ClipTextModelWithProjection textEncoder2;
    private final boolean forceZerosForEmptyPrompt;

    /**
     * Nothing is closed by this object.
     *
     * @param forceZerosForEmptyPrompt whether an absent negative prompt is zeros instead of the empty prompt
     * @throws ModelFormatException if the tokenizers' sequences are of different lengths, or too long for their text encoders
     */
    public StableDiffusionXlPrompts(
            Tokenizer tokenizer,
            ClipTextModel textEncoder,
            Tokenizer tokenizer2,
            ClipTextModelWithProjection textEncoder2,
            boolean forceZerosForEmptyPrompt) {
        PromptEncoderChecks.requireRoom("tokenizer", tokenizer, textEncoder);
        PromptEncoderChecks.requireRoom("tokenizer_2", tokenizer2, textEncoder2.textModel());
        if (tokenizer.modelMaxLength() != tokenizer2.modelMaxLength()) {
            throw new ModelFormatException("tokenizer_2: field model_max_length is " + tokenizer2.modelMaxLength()
                    + ", it must be that of tokenizer, " + tokenizer.modelMaxLength());
        }
        this.tokenizer = tokenizer;
        this.textEncoder = textEncoder;
        this.tokenizer2 = tokenizer2;
        this.textEncoder2 = textEncoder2;
        this.forceZerosForEmptyPrompt = forceZerosForEmptyPrompt;
    }

    /**
     * A prompt's states and its pooled state.
     *
     * @param clipSkip the layers that are left out before the last, which always is, from 0
     * @throws InvalidRequestException if {@code clipSkip} is negative, or an encoder does not have so many layers
     */
    public EncodedPrompt encode(String prompt, int clipSkip) {
        int leftOut = clipSkip + 1;
        PromptEncoderChecks.requireClipSkip(clipSkip, fewestLayers() - 1);
        Tokenization text = tokenizer.encode(prompt, tokenizer.modelMaxLength());
        Tokenization text2 = tokenizer2.encode(prompt, tokenizer2.modelMaxLength());
        ClipTextModel.Output output = textEncoder.encode(text.ids());
        ClipTextModel.Output output2 = textEncoder2.textModel().encode(text2.ids());
        Tensor states = torch.cat(
                new TensorVector(output.beforeLast(leftOut), output2.beforeLast(leftOut)), 1); // [tokens, width]
        return new EncodedPrompt(List.of(text, text2), states, textEncoder2.textEmbeds(output2));
    }

    /** What guidance leads away from; null is the empty prompt, or zeros for models that want them. No further layer is left out. */
    public EncodedPrompt encodeNegative(@Nullable String negativePrompt) {
        return negativePrompt == null && forceZerosForEmptyPrompt
                ? zeros()
                : encode(negativePrompt == null ? "" : negativePrompt, 0);
    }

    private EncodedPrompt zeros() {
        Placement place = textEncoder.placement();
        ClipTextConfig config2 = textEncoder2.textModel().config();
        long width = (long) textEncoder.config().hiddenSize() + config2.hiddenSize();
        return new EncodedPrompt(
                List.of(),
                torch.zeros(new long[] {tokenizer.modelMaxLength(), width}, place.options(place.type())),
                torch.zeros(new long[] {config2.projectionDim()}, place.options(place.type())));
    }

    private int fewestLayers() {
        return Math.min(
                textEncoder.config().numHiddenLayers(),
                textEncoder2.textModel().config().numHiddenLayers());
    }
}
