package io.instgenie.model.flux;

import io.instgenie.model.layers.Linear;
import io.instgenie.model.rows.Kernels;
import io.instgenie.model.rows.RowLayout;
import io.instgenie.weights.Weights;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * One of the two streams, text or image, of a {@link FluxTransformerBlock}: everything of it but attention itself. Its adaLN vectors are
 * {@value #CHUNKS} chunks of the block's, from {@code offset}. Thread-safe.
 */
final class FluxStream implements AutoCloseable {
    static final int CHUNKS = 6;
    private static final int SHIFT = 0;
    private static final int SCALE = 1;
    private static final int GATE = 2;
    private static final int MLP_SHIFT = 3;
    private static final int MLP_SCALE = 4;
    private static final int MLP_GATE = 5;
    private static final int MLP_RATIO = 4;

    private final Kernels kernels;
    private final int offset;
    private final AdaLayerNorm norm;
    private final FluxAttentionProjection attention;
    private final Linear attentionOut;
    private final Mlp mlp;

    private record Mlp(Linear in, Linear out) {}

    private FluxStream(
            Kernels kernels, Modulation modulation, FluxAttentionProjection attention, Linear attentionOut, Mlp mlp) {
        this.kernels = kernels;
        this.offset = modulation.offset();
        this.norm = modulation.norm();
        this.attention = attention;
        this.attentionOut = attentionOut;
        this.mlp = mlp;
    }

    /** The norm's vectors, and where they begin among the block's. */
    private record Modulation(AdaLayerNorm norm, int offset) {}

    static FluxStream image(FluxConfig config, Weights weights, Kernels kernels, int offset) {
        return of(config, weights, kernels, offset, "norm1.", "to_%s.", "norm_%s.weight", "to_out.0.", "ff.");
    }

    static FluxStream text(FluxConfig config, Weights weights, Kernels kernels, int offset) {
        return of(
                config,
                weights,
                kernels,
                offset,
                "norm1_context.",
                "add_%s_proj.",
                "norm_added_%s.weight",
                "to_add_out.",
                "ff_context.");
    }

    private static FluxStream of(
            FluxConfig config,
            Weights weights,
            Kernels kernels,
            int offset,
            String norm,
            String projection,
            String headNorm,
            String out,
            String mlp) {
        long width = config.width();
        return new FluxStream(
                kernels,
                new Modulation(new AdaLayerNorm(weights.in(norm), kernels, width, CHUNKS, SCALE, MLP_SCALE), offset),
                new FluxAttentionProjection(weights.in("attn."), config, projection, headNorm),
                Linear.of(weights.in("attn." + out), width, width),
                new Mlp(
                        Linear.of(weights.in(mlp + "net.0.proj."), width, MLP_RATIO * width),
                        Linear.of(weights.in(mlp + "net.2."), MLP_RATIO * width, width)));
    }

    /** {@code [steps, 6, width]} for conditioning {@code [steps, width]}. */
    Tensor modulation(Tensor conditioning) {
        return norm.modulation(conditioning);
    }

    Tensor normalize(Tensor hidden, List<RowLayout.Span> spans, List<Tensor> modulations) {
        return kernels.normalize(hidden, spans, modulations, offset + SHIFT, offset + SCALE); // [rows, width]
    }

    Tensor normalize(Tensor hidden, Tensor modulation) {
        return normalize(hidden, RowLayout.oneSpan(hidden), List.of(modulation)); // [rows, width]
    }

    FluxAttentionProjection attention() {
        return attention;
    }

    /** Adds attention's outcome and the MLP to {@code hidden} in place; both {@code [rows, width]}. */
    void update(Tensor hidden, Tensor attended, List<RowLayout.Span> spans, List<Tensor> modulations) {
        Tensor out = attentionOut.apply(attended); // [rows, width]
        kernels.addGated(hidden, out, spans, modulations, offset + GATE);
        Tensor normalized =
                kernels.normalize(hidden, spans, modulations, offset + MLP_SHIFT, offset + MLP_SCALE); // [rows, width]
        Tensor update = mlp.out().apply(mlp.in().applyGelu(normalized)); // [rows, width]
        kernels.addGated(hidden, update, spans, modulations, offset + MLP_GATE);
    }

    @Override
    public void close() {
        norm.close();
        attention.close();
        attentionOut.close();
        mlp.in().close();
        mlp.out().close();
    }
}
