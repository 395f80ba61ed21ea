package io.instgenie.model.autoencoders;

import io.instgenie.weights.Weights;
import org.jspecify.annotations.Nullable;

/** The middle of encoder and decoder (Diffusers' {@code UNetMidBlock2D}). Thread-safe. */
final class MidBlock implements AutoCloseable {
    private final ResnetBlock before;
    private final @Nullable SpatialAttention attention;
    private final ResnetBlock after;

    MidBlock(AutoencoderKlConfig config, Weights weights, long channels) {
        long groups = config.normNumGroups();
        before = new ResnetBlock(weights.in("resnets.0."), groups, channels, channels);
        attention = config.midBlockAddAttention()
                ? new SpatialAttention(weights.in("attentions.0."), groups, channels)
                : null;
        after = new ResnetBlock(weights.in("resnets.1."), groups, channels, channels);
    }

    /** {@code [batch, channels, height, width]} to the same shape. */
    Parts apply(Parts x, LayerPass pass) {
        Parts hidden = before.apply(x, pass); // [batch, channels, height, width]
        return after.apply(attention == null ? hidden : attention.apply(hidden, pass), pass);
    }

    @Override
    public void close() {
        before.close();
        if (attention != null) {
            attention.close();
        }
        after.close();
    }
}
