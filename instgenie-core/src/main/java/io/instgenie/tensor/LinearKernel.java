package io.instgenie.tensor;

import org.bytedeco.pytorch.Tensor;

/**
 * {@code y = x Wᵀ + b} with a fixed {@code W [out, in]} and {@code b [out]}, prepared once and applied many times. Thread-safe.
 *
 * <p>All methods take {@code x [rows, in]} of the weights' type and place and return a fresh {@code [rows, out]}.
 */
public interface LinearKernel extends AutoCloseable {
    /** {@code x Wᵀ + b}. */
    Tensor apply(Tensor x);

    /** {@code gelu(x Wᵀ + b)} in GELU's tanh approximation. */
    Tensor applyGelu(Tensor x);

    /** {@code gelu(x Wᵀ + b)} in GELU's exact form, by the error function. */
    Tensor applyExactGelu(Tensor x);

    /** {@code factor * (x Wᵀ + b)}, where {@code factor [rows, out]} stays as it is. */
    Tensor applyMultiply(Tensor x, Tensor factor);

    /** {@code addend + x Wᵀ + b}, where {@code addend [rows, out]} stays as it is. */
    Tensor applyAdd(Tensor x, Tensor addend);

    /** Frees the weights; no call may be under way. */
    @Override
    void close();
}
