package io.instgenie.model.unet;

import io.instgenie.model.layers.GroupNorm;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Group norm over rows: each lane by the moments of its own whole map. Thread-safe. */
final class GroupNormRows implements AutoCloseable {
    private final GroupNorm norm;

    GroupNormRows(Weights weights, UNet2DConditionConfig.Norm norm, long channels) {
        this.norm = new GroupNorm(weights, norm.groups(), channels, norm.epsilon());
    }

    /** To maps of the same shape. */
    Maps apply(Maps x) {
        Tensor normalized = norm.apply(x.map()); // [lanes, channels, height, width]
        return Maps.of(normalized);
    }

    /** The same, and SiLU of it. */
    Maps applySilu(Maps x) {
        Maps normalized = apply(x);
        torch.silu_(normalized.rows());
        return normalized;
    }

    @Override
    public void close() {
        norm.close();
    }
}
