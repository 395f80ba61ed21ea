package io.instgenie.model.layers;

import io.instgenie.tensor.LinearBackend;
import io.instgenie.tensor.LinearKernel;
import io.instgenie.weights.Weights;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** {@code y = x Wᵀ + b} over packed rows, on the fastest {@link LinearKernel} where its weights are. Thread-safe. */
public final class Linear implements AutoCloseable {
    private final LinearKernel kernel;

    private Linear(LinearKernel kernel) {
        this.kernel = kernel;
    }

    /** From {@code weight [out, in]} and {@code bias [out]}. */
    public static Linear of(Weights weights, long in, long out) {
        return new Linear(backend(weights).prepare(weights.get("weight", out, in), weights.get("bias", out)));
    }

    /** From {@code weight [out, in]}, without bias. */
    public static Linear withoutBias(Weights weights, long in, long out) {
        return new Linear(backend(weights).prepare(weights.get("weight", out, in), null));
    }

    /** From {@code bias [out]} and a linear layer's {@code weight [out, in]}, or that of a 1x1 convolution, {@code [out, in, 1, 1]}. */
    public static Linear pointwise(Weights weights, long in, long out) {
        Tensor weight = weights.rank("weight") == 4
                ? weights.get("weight", out, in, 1, 1).view(out, in)
                : weights.get("weight", out, in); // [out, in]
        return new Linear(backend(weights).prepare(weight, weights.get("bias", out)));
    }

    /** {@link #fused} of layers without bias. */
    public static Linear fusedWithoutBias(long in, long out, Weights... parts) {
        return new Linear(backend(parts[0]).prepare(stacked(in, out, parts), null));
    }

    /** Several layers over the same input as one: outputs lie side by side, {@code out} columns each. */
    public static Linear fused(long in, long out, Weights... parts) {
        Tensor weight = stacked(in, out, parts); // [parts * out, in]
        Tensor bias = torch.cat(new TensorVector(
                Arrays.stream(parts).map(part -> part.get("bias", out)).toArray(Tensor[]::new))); // [parts * out]
        return new Linear(backend(parts[0]).prepare(weight, bias));
    }

    private static Tensor stacked(long in, long out, Weights... parts) {
        return torch.cat(new TensorVector(Arrays.stream(parts)
                .map(part -> part.get("weight", out, in))
                .toArray(Tensor[]::new))); // [parts * out, in]
    }

    /** The {@code length} outputs from {@code start} of a layer with {@code out} of them. */
    public static Linear outputs(Weights weights, long in, long out, long start, long length) {
        return new Linear(backend(weights)
                .prepare(
                        weights.get("weight", out, in).narrow(0, start, length), // [length, in]
                        weights.get("bias", out).narrow(0, start, length))); // [length]
    }

    /**
     * The part of a layer over {@code in} inputs that reads {@code length} of them from {@code start}; the parts of a layer sum up to it.
     * The bias belongs to the part from 0.
     */
    public static Linear columns(Weights weights, long in, long out, long start, long length) {
        Tensor part = weights.get("weight", out, in).narrow(1, start, length); // [out, length]
        return new Linear(backend(weights).prepare(part, start == 0 ? weights.get("bias", out) : null));
    }

    private static LinearBackend backend(Weights weights) {
        return weights.placement().linearBackend();
    }

    /** {@code x [rows, in]} to {@code [rows, out]}. */
    public Tensor apply(Tensor x) {
        return kernel.apply(x);
    }

    /** {@code gelu_tanh(x Wᵀ + b)}: {@code x [rows, in]} to {@code [rows, out]}. */
    public Tensor applyGelu(Tensor x) {
        return kernel.applyGelu(x);
    }

    /** {@code gelu(x Wᵀ + b)}, by the error function: {@code x [rows, in]} to {@code [rows, out]}. */
    public Tensor applyExactGelu(Tensor x) {
        return kernel.applyExactGelu(x);
    }

    /** {@code factor * (x Wᵀ + b)}: {@code x [rows, in]}, {@code factor [rows, out]} to {@code [rows, out]}. */
    public Tensor applyMultiply(Tensor x, Tensor factor) {
        return kernel.applyMultiply(x, factor);
    }

    /** {@code addend + x Wᵀ + b}: {@code x [rows, in]}, {@code addend [rows, out]} to {@code [rows, out]}. */
    public Tensor applyAdd(Tensor x, Tensor addend) {
        return kernel.applyAdd(x, addend);
    }

    @Override
    public void close() {
        kernel.close();
    }
}
