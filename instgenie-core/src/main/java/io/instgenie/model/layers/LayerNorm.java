package io.instgenie.model.layers;

import io.instgenie.tensor.Tensors;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Layer normalisation with scale and shift. Thread-safe. */
public final class LayerNorm implements AutoCloseable {
    private final TensorOptional weight; // [width]
    private final TensorOptional bias; // [width]
    private final long width;
    private final double epsilon;

    public LayerNorm(Weights weights, long width, double epsilon) {
        weight = Tensors.hold(new TensorOptional(weights.get("weight", width).clone()));
        bias = Tensors.hold(new TensorOptional(weights.get("bias", width).clone()));
        this.width = width;
        this.epsilon = epsilon;
    }

    /** {@code [rows, width]} to the same shape. */
    public Tensor apply(Tensor x) {
        return torch.layer_norm(x, new long[] {width}, weight, bias, epsilon, false);
    }

    @Override
    public void close() {
        weight.close();
        bias.close();
    }
}
