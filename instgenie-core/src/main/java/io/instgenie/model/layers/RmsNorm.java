package io.instgenie.model.layers;

import io.instgenie.tensor.Tensors;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Root-mean-square normalisation over the last dimension, with scale. Thread-safe. */
public final class RmsNorm implements AutoCloseable {
    private final TensorOptional weight; // [width]
    private final DoubleOptional epsilon;
    private final long width;

    /** From the parameter {@code name [width]}. */
    public RmsNorm(Weights weights, String name, long width, double epsilon) {
        weight = Tensors.hold(new TensorOptional(weights.get(name, width).clone()));
        this.epsilon = Tensors.hold(new DoubleOptional(epsilon));
        this.width = width;
    }

    /** {@code [..., width]} to the same shape. */
    public Tensor apply(Tensor x) {
        return torch.rms_norm(x, new long[] {width}, weight, epsilon);
    }

    /** The scale, {@code [width]}; valid until this is closed. */
    public Tensor weight() {
        return weight.get();
    }

    /** What is added to the mean of squares. */
    public double epsilon() {
        return epsilon.get();
    }

    @Override
    public void close() {
        weight.close();
        epsilon.close();
    }
}
