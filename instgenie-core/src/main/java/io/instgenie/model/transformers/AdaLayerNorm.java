package io.instgenie.model.transformers;

import io.instgenie.model.layers.Linear;
import io.instgenie.weights.Weights;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Adaptive layer norm: a job's conditioning gives each of its rows shift, scale and gate vectors (Diffusers' {@code AdaLayerNormZero},
 * {@code AdaLayerNormZeroSingle} and {@code AdaLayerNormContinuous}). Thread-safe.
 */
final class AdaLayerNorm implements AutoCloseable {
    private static final double EPSILON = 1e-6;

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

    /**
     * {@code norm(x) * scale + shift}, each span by its own job's vectors, with scales as {@link TorchKernels} keeps them.
     *
     * @param x {@code [rows, width]}, covered by {@code spans} in order
     * @param modulations {@code [chunks, width]} per job
     */
    static Tensor normalize(Tensor x, List<RowLayout.Span> spans, List<Tensor> modulations, int shift, int scale) {
        if (spans.size() == 1) {
            return normalize(x, modulations.get(spans.get(0).job()), shift, scale);
        }
        TensorVector parts = new TensorVector();
        for (RowLayout.Span span : spans) {
            Tensor part = x.narrow(0, span.start(), span.length()); // [span, width]
            parts.push_back(normalize(part, modulations.get(span.job()), shift, scale));
        }
        return torch.cat(parts); // [rows, width]
    }

    static Tensor normalize(Tensor x, Tensor modulation, int shift, int scale) {
        return torch.layer_norm(
                x,
                new long[] {x.size(1)},
                new TensorOptional(modulation.select(0, scale)),
                new TensorOptional(modulation.select(0, shift)),
                EPSILON,
                false); // [rows, width]
    }

    /** {@code x += gate * update} in place, each span by its own job's gate; both {@code [rows, width]}. */
    static void addGated(Tensor x, Tensor update, List<RowLayout.Span> spans, List<Tensor> modulations, int gate) {
        for (RowLayout.Span span : spans) {
            Tensor vector = modulations.get(span.job()).select(0, gate); // [width]
            x.narrow(0, span.start(), span.length()).addcmul_(update.narrow(0, span.start(), span.length()), vector);
        }
    }

    @Override
    public void close() {
        linear.close();
    }
}
