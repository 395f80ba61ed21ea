package io.instgenie.model.unet;

import io.instgenie.model.layers.Linear;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Tensor;

/** Two linear layers, the first gated by GELU (Diffusers' {@code FeedForward} with {@code GEGLU}). Thread-safe. */
final class FeedForward implements AutoCloseable {
    private static final int WIDENING = 4;

    private final Linear value;
    private final Linear gate;
    private final Linear out;

    FeedForward(Weights weights, long width) {
        long inner = WIDENING * width;
        Weights first = weights.in("net.0.proj.");
        value = Linear.outputs(first, width, 2 * inner, 0, inner);
        gate = Linear.outputs(first, width, 2 * inner, inner, inner);
        out = Linear.of(weights.in("net.2."), inner, width);
    }

    /**
     * @param normalized {@code [rows, width]}
     * @param residual what is added, {@code [rows, width]}
     * @return {@code [rows, width]}
     */
    Tensor apply(Tensor normalized, Tensor residual) {
        Tensor gates = gate.applyExactGelu(normalized); // [rows, 4 * width]
        return out.applyAdd(value.applyMultiply(normalized, gates), residual); // [rows, width]
    }

    @Override
    public void close() {
        value.close();
        gate.close();
        out.close();
    }
}
