package io.instgenie.model.layers;

import io.instgenie.tensor.Tensors;
import io.instgenie.weights.Weights;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Group normalisation with scale and shift. Thread-safe. */
public final class GroupNorm implements AutoCloseable {
    private static final double EPSILON = 1e-6;

    private final int groups;
    private final double epsilon;
    private final TensorOptional weight; // [channels]
    private final TensorOptional bias; // [channels]

    /** With the epsilon of autoencoders and of norms before attention, 1e-6. */
    public GroupNorm(Weights weights, long groups, long channels) {
        this(weights, groups, channels, EPSILON);
    }

    public GroupNorm(Weights weights, long groups, long channels, double epsilon) {
        this.epsilon = epsilon;
        this.groups = Math.toIntExact(groups);
        weight = Tensors.hold(new TensorOptional(weights.get("weight", channels).clone()));
        bias = Tensors.hold(new TensorOptional(weights.get("bias", channels).clone()));
    }

    /** {@code [batch, channels, ...]} to the same shape. */
    public Tensor apply(Tensor x) {
        return torch.group_norm(x, groups, weight, bias, epsilon, false);
    }

    /** This by given moments of its groups, {@code [groups]} each, instead of its input's own. */
    public UnaryOperator<Tensor> by(double[] means, double[] variances) {
        TensorOptional mean = new TensorOptional(perChannel(means));
        TensorOptional variance = new TensorOptional(perChannel(variances));
        return x ->
                torch.batch_norm(x, weight, bias, mean, variance, false, 0, epsilon, false); // [batch, channels, ...]
    }

    private Tensor perChannel(double[] values) {
        int perGroup = Math.toIntExact(weight.get().size(0)) / groups;
        float[] repeated = new float[groups * perGroup];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = (float) values[i / perGroup];
        }
        return Tensors.ofFloats(repeated, repeated.length).to(weight.get()); // [channels]
    }

    /** The number of groups. */
    public int groups() {
        return groups;
    }

    @Override
    public void close() {
        weight.close();
        bias.close();
    }
}
