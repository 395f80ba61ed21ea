package io.instgenie.pretrained;

import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.textencoders.ClipTextConfig;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Whether the text encoders of a Stable Diffusion folder fit its denoiser.
 *
 * @param file the denoiser's config, to be named in messages
 */
record TextEncoderFit(Path file) {
    /** Original size, crop and target size: two numbers each. */
    private static final int TIME_IDS = 6;
    /** In place of a target size, one number for the picture's beauty. */
    private static final int REFINER_TIME_IDS = 5;

    /** Whether cross-attention takes what one encoder gives, or several give next to each other. */
    void requireStates(int crossAttentionDim, ClipTextConfig... encoders) {
        int width = Stream.of(encoders).mapToInt(ClipTextConfig::hiddenSize).sum();
        if (crossAttentionDim != width) {
            throw new ModelFormatException(file + ": field cross_attention_dim is " + crossAttentionDim + ", but "
                    + (encoders.length == 1
                            ? "text_encoder's hidden_size is "
                            : "the hidden sizes of the text encoders add up to ")
                    + width + "; unet and text encoders must be of one model");
        }
    }

    /** Whether the added embedding of SDXL takes its numbers and the second encoder's pooled state. */
    void requirePooled(int projectionClassEmbeddingsInputDim, int additionTimeEmbedDim, ClipTextConfig textEncoder2) {
        int ofNumbers = projectionClassEmbeddingsInputDim - textEncoder2.projectionDim();
        String field = file + ": field projection_class_embeddings_input_dim is " + projectionClassEmbeddingsInputDim;
        if (ofNumbers == REFINER_TIME_IDS * additionTimeEmbedDim) {
            throw new ModelFormatException(
                    field + ", which asks for an aesthetics score: SDXL's refiner is not supported, its base model is");
        }
        if (ofNumbers != TIME_IDS * additionTimeEmbedDim) {
            throw new ModelFormatException(field + ", but " + TIME_IDS + " times addition_time_embed_dim "
                    + additionTimeEmbedDim + " and text_encoder_2's projection_dim " + textEncoder2.projectionDim()
                    + " are " + (TIME_IDS * additionTimeEmbedDim + textEncoder2.projectionDim()));
        }
    }
}
