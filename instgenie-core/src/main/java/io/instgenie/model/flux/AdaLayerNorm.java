package io.instgenie.model.flux;

import io.instgenie.model.layers.Linear;
import io.instgenie.model.rows.Kernels;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Tensor;

/**
 * Adaptive layer norm: a job's conditioning gives each of its rows shift, scale and gate vectors (Diffusers' {@code AdaLayerNormZero},
 * {@code AdaLayerNormZeroSingle} and {@code AdaLayerNormContinuous}). Thread-safe.
 */
final class AdaLayerNorm implements AutoCloseable {
    private final Kernels kernels;
    private final Linear linear; // [width] to [chunks * width]
    private final int chunks;
    private final long width;
    private final int[] scales;

    /**
     * @param chunks vectors per job
     * @param scales which of them are scales, {@linkplain Kernels#prepareScale prepared} once for all steps
     */
    AdaLayerNorm(Weights weights, Kernels kernels, long width, int chunks, int... scales) {
        this.kernels = kernels;
        this.linear = Linear.of(weights.in("linear."), width, chunks * width);
        this.chunks = chunks;
        this.width = width;
        this.scales = scales;
    }

    /** The vectors for conditioning {@code [steps, width]}, after its SiLU. */
    Tensor modulation(Tensor conditioning) {
        Tensor vectors = linear.apply(conditioning).view(-1, chunks, width); // [steps, chunks, width]
        for (int scale : scales) {
            kernels.prepareScale(vectors.select(1, scale));
        }
        return vectors;
    }

    @Override
    public void close() {
        linear.close();
    }
}
