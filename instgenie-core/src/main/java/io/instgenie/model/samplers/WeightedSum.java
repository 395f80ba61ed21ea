package io.instgenie.model.samplers;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A sum of tensors of one shape by scalar weights, with one operator a term at most: each costs microseconds, however small the tensors.
 * Terms without weight are not read.
 */
final class WeightedSum {
    private @Nullable Tensor whole; // a first term of weight 1, not ours to write to
    private @Nullable Tensor sum;

    WeightedSum plus(double weight, Tensor term) {
        if (weight == 0) {
            return this;
        }
        if (sum != null) {
            sum.add_(term, new Scalar(weight));
        } else if (whole != null) {
            sum = whole.add(term, new Scalar(weight));
        } else if (weight == 1) {
            whole = term;
        } else {
            sum = term.mul(new Scalar(weight));
        }
        return this;
    }

    /** The sum, a fresh tensor. */
    Tensor tensor() {
        if (sum != null) {
            return sum;
        }
        if (whole != null) {
            return whole.clone();
        }
        throw new IllegalStateException("a sum without terms");
    }
}
