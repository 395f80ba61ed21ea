package io.instgenie.model.layers;

import io.instgenie.tensor.Tensors;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Group normalisation with scale and shift. Thread-safe. */
public final class GroupNorm implements AutoCloseable {
    private static final double EPSILON = 1e-6;

    private final long groups;
    private final TensorOptional weight; // [channels]
    private final TensorOptional bias; // [channels]

    public GroupNorm(Weights weights, long groups, long channels) {
        this.groups = groups;
        weight = Tensors.hold(new TensorOptional(weights.get("weight", channels).clone()));
        bias = Tensors.hold(new TensorOptional(weights.get("bias", channels).clone()));
    }

    /** {@code [batch, channels, ...]} to the same shape. */
    public Tensor apply(Tensor x) {
        return torch.group_norm(x, groups, weight, bias, EPSILON, false);
    }

    /** By given moments of its groups, {@code mean [groups]} and {@code variance [groups]}, instead of x's own. */
    public Tensor apply(Tensor x, Tensor mean, Tensor variance) {
        long perGroup = x.size(1) / groups;
        return torch.batch_norm(
                x,
                weight,
                bias,
                new TensorOptional(mean.repeat_interleave(perGroup)), // [channels]
                new TensorOptional(variance.repeat_interleave(perGroup)), // [channels]
                false,
                0,
                EPSILON,
                false); // [batch, channels, ...]
    }

    /** The number of groups. */
    public long groups() {
        return groups;
    }

    @Override
    public void close() {
        weight.close();
        bias.close();
    }
}
