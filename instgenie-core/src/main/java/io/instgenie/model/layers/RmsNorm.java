package io.instgenie.model.layers;

import io.instgenie.tensor.Tensors;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Root-mean-square normalisation over the last dimension, with scale. Thread-safe. */
public final class RmsNorm implements AutoCloseable {
    private final TensorOptional weight; // [width]
    private final Tensor weightOfSum; // [width]
    private final DoubleOptional epsilon;
    private final Tensor rootOfEpsilonOfSum; // [1]
    private final Scalar two = Tensors.hold(new Scalar(2.0));
    private final long width;

    /** From the parameter {@code name [width]}. */
    public RmsNorm(Weights weights, String name, long width, double epsilon) {
        weight = Tensors.hold(new TensorOptional(weights.get(name, width).clone()));
        weightOfSum = Tensors.hold(weight.get().mul(new Scalar(Math.sqrt(width)))); // [width]
        this.epsilon = Tensors.hold(new DoubleOptional(epsilon));
        rootOfEpsilonOfSum = Tensors.hold(torch.full(new long[] {1}, new Scalar(Math.sqrt(width * epsilon)))); // [1]
        this.width = width;
    }

    /** {@code [..., width]} to the same shape. */
    public Tensor apply(Tensor x) {
        return torch.rms_norm(x, new long[] {width}, weight, epsilon);
    }

    /**
     * The same in place, by the root of the sum of squares instead of their mean: one pass less, over memory that was just written.
     *
     * @param x {@code [..., width]}; its rows may lie apart
     */
    public void applyInPlace(Tensor x) {
        Tensor root = torch.linalg_vector_norm(x, two, new long[] {-1}, true, new ScalarTypeOptional())
                .hypot_(rootOfEpsilonOfSum); // [..., 1]
        x.div_(root).mul_(weightOfSum);
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
        weightOfSum.close();
        epsilon.close();
        rootOfEpsilonOfSum.close();
        two.close();
    }
}
