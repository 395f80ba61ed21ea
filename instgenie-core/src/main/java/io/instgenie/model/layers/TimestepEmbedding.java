package io.instgenie.model.layers;

import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Two linear layers with a SiLU between (Diffusers' {@code TimestepEmbedding}, {@code PixArtAlphaTextProjection}). Thread-safe. */
public final class TimestepEmbedding implements AutoCloseable {
    private final Linear first;
    private final Linear second;

    public TimestepEmbedding(Weights weights, long in, long out) {
        first = Linear.of(weights.in("linear_1."), in, out);
        second = Linear.of(weights.in("linear_2."), out, out);
    }

    /** {@code [rows, in]} to {@code [rows, out]}. */
    public Tensor apply(Tensor x) {
        return second.apply(torch.silu(first.apply(x))); // [rows, out]
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
