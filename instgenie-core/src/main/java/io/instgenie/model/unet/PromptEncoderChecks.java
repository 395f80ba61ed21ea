package io.instgenie.model.unet;

import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.textencoders.ClipTextModel;
import io.instgenie.model.tokenizers.Tokenizer;

/** What both kinds of pipelines refuse. */
final class PromptEncoderChecks {
    private PromptEncoderChecks() {}

    /**
     * Refuses a tokenizer whose sequences are longer than its encoder's positions.
     *
     * @param name of the tokenizer's folder
     */
    static void requireRoom(String name, Tokenizer tokenizer, ClipTextModel textEncoder) {
        int positions = textEncoder.config().maxPositionEmbeddings();
        if (tokenizer.modelMaxLength() > positions) {
            throw new ModelFormatException(name + ": field model_max_length is " + tokenizer.modelMaxLength()
                    + ", it must be at most the text encoder's max_position_embeddings " + positions);
        }
    }

    static void requireClipSkip(int clipSkip, int largest) {
        if (clipSkip < 0 || clipSkip > largest) {
            throw new InvalidRequestException(
                    "clipSkip is " + clipSkip + ", with this model's text encoders it must be from 0 to " + largest);
        }
    }
}
