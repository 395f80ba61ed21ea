package io.instgenie.model.flux;

import io.instgenie.model.PromptEmbedding;
import io.instgenie.model.Prompts;
import io.instgenie.model.textencoders.ClipTextModel;
import io.instgenie.model.textencoders.T5EncoderModel;
import io.instgenie.model.tokenizers.Tokenization;
import io.instgenie.model.tokenizers.Tokenizer;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * T5's states of a prompt, padded to the length asked for, and CLIP's pooled state. Owns nothing.
 *
 * @param clip tokenizer of CLIP
 * @param t5 tokenizer of T5
 */
public record FluxPrompts(Tokenizer clip, Tokenizer t5, ClipTextModel clipModel, T5EncoderModel t5Model)
        implements Prompts {
    @Override
    public PromptEmbedding encode(String prompt, int maxSequenceLength) {
        List<String> notes = new ArrayList<>();
        Tokenization pooled = clip.encode(prompt, clip.modelMaxLength());
        Tokenization states = t5.encode(prompt, maxSequenceLength);
        note(notes, "CLIP", pooled);
        note(notes, "T5", states);
        try (TensorScope scope = TensorScope.open()) {
            return new PromptEmbedding(
                    Tensors.toFloats(t5Model.encode(states.ids())), // [tokens, jointAttentionDim]
                    states.ids().length,
                    Tensors.toFloats(clipModel.encode(pooled.ids()).pooled()), // [pooledProjectionDim]
                    notes);
        }
    }

    private static void note(List<String> notes, String encoder, Tokenization tokenization) {
        if (!tokenization.truncated().isEmpty()) {
            notes.add("the prompt is too long for " + encoder + "; cut off: " + tokenization.truncated());
        }
    }
}
