package io.instgenie.model.unet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a {@code UNet2DConditionModel}'s {@code config.json} that its computation depends on.
 *
 * @param inChannels latents and what an inpainting model reads with them
 * @param crossAttentionDim the width of text states
 * @param levels from the finest to the coarsest
 */
public record UNet2DConditionConfig(
        int inChannels,
        int outChannels,
        int crossAttentionDim,
        List<Level> levels,
        Middle middle,
        Norm norm,
        Time time) {
    public UNet2DConditionConfig {
        levels = List.copyOf(levels);
    }

    /**
     * One resolution.
     *
     * @param heads attention heads, whose width is {@code channels / heads}
     * @param down a residual block each, on the way down: how many transformer layers follow it, or 0
     * @param up the same on the way up, one residual block more
     */
    public record Level(int channels, int heads, List<Integer> down, List<Integer> up) {
        public Level {
            down = List.copyOf(down);
            up = List.copyOf(up);
        }
    }

    /**
     * Between the way down and the way up: two residual blocks around a transformer.
     *
     * @param transformerLayers at least 1
     * @param scaleFactor what the residual blocks' outputs are divided by
     */
    public record Middle(int transformerLayers, double scaleFactor) {}

    /**
     * Of residual blocks and of the head.
     *
     * @param groups of every group norm, also before transformers
     */
    public record Norm(int groups, double epsilon) {}

    /**
     * How time and what belongs to it become a vector.
     *
     * @param width of the vector
     * @param cosinesFirst {@code flip_sin_to_cos}
     * @param frequencyShift {@code freq_shift}
     * @param guidanceDim {@code time_cond_proj_dim} of models that were distilled with guidance as an input (LCM), or 0
     * @param added null, or for {@code addition_embed_type} {@code text_time} (SDXL)
     */
    public record Time(
            int width,
            boolean cosinesFirst,
            double frequencyShift,
            int guidanceDim,
            @Nullable AddedDims added) {}

    /**
     * Of SDXL's further conditions: a pooled text and whole numbers.
     *
     * @param timeIdDim each number's width as waves, {@code addition_time_embed_dim}
     * @param inputDim of both together, {@code projection_class_embeddings_input_dim}
     */
    public record AddedDims(int timeIdDim, int inputDim) {}
}
