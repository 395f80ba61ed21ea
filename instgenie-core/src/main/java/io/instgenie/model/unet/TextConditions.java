package io.instgenie.model.unet;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What one prompt tells the network.
 *
 * @param states of the text encoders, {@code [tokens, crossAttentionDim]}, float32 on the CPU
 * @param added null, or what SDXL reads besides
 */
public record TextConditions(Tensor states, @Nullable Added added) {
    /** Numbers in {@link Added#timeIds}. */
    static final int TIME_IDS = 6;

    /**
     * SDXL's further conditions.
     *
     * @param pooled the pooled text, {@code [pooledDim]}, float32 on the CPU
     * @param timeIds the picture's original height and width, the crop's top and left, the height and width aimed at
     */
    public record Added(Tensor pooled, List<Integer> timeIds) {
        public Added {
            timeIds = List.copyOf(timeIds);
        }
    }
}
