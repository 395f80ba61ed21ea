package io.instgenie.model.flux;

import io.instgenie.model.layers.Linear;
import io.instgenie.model.rows.BlockContext;
import io.instgenie.model.rows.Kernels;
import io.instgenie.model.rows.KeyValue;
import io.instgenie.model.rows.Projection;
import io.instgenie.model.rows.RowLayout;
import io.instgenie.weights.Weights;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A block with one stream for text and image, whose MLP runs beside attention (Diffusers' {@code FluxSingleTransformerBlock}). */
final class FluxSingleTransformerBlock implements FluxBlock {
    private static final int CHUNKS = 3;
    private static final int SHIFT = 0;
    private static final int SCALE = 1;
    private static final int GATE = 2;
    private static final int MLP_RATIO = 4;

    private final Kernels kernels;
    private final AdaLayerNorm norm;
    private final FluxAttentionProjection attention;
    private final Linear mlpIn;
    /** The output projection of [attention | MLP], as two products whose sum it is. */
    private final Linear attentionOut;

    private final Linear mlpOut;

    FluxSingleTransformerBlock(FluxConfig config, Weights weights, Kernels kernels) {
        this.kernels = kernels;
        long width = config.width();
        norm = new AdaLayerNorm(weights.in("norm."), kernels, width, CHUNKS, SCALE);
        attention = new FluxAttentionProjection(weights.in("attn."), config, "to_%s.", "norm_%s.weight");
        mlpIn = Linear.of(weights.in("proj_mlp."), width, MLP_RATIO * width);
        Weights out = weights.in("proj_out.");
        attentionOut = Linear.columns(out, (1 + MLP_RATIO) * width, width, 0, width);
        mlpOut = Linear.columns(out, (1 + MLP_RATIO) * width, width, width, MLP_RATIO * width);
    }

    @Override
    public String kind() {
        return "single";
    }

    @Override
    public Tensor modulation(Tensor conditioning) {
        return norm.modulation(conditioning); // [steps, 3, width]
    }

    @Override
    public Projection project(Tensor hidden, BlockContext context) {
        RowLayout layout = context.layout();
        Tensor normalized =
                kernels.normalize(hidden, layout.spans(), context.modulations(), SHIFT, SCALE); // [rows, width]
        return kernels.join(attention.project(normalized, context.onward(normalized)), context.rotary());
    }

    @Override
    public KeyValue keysAndValues(Tensor image, Tensor modulation, Tensor rotary) {
        Tensor normalized = kernels.normalize(
                image, RowLayout.oneSpan(image), List.of(modulation), SHIFT, SCALE); // [tokens, width]
        return kernels.imageKeyValue(attention.keysAndValues(normalized), attention.keyNorm(), rotary);
    }

    @Override
    public void update(Tensor hidden, Projection projection, Tensor attended, BlockContext context) {
        Tensor mlp = mlpIn.applyGelu(projection.normalized()); // [onward, 4 * width]
        Tensor out = mlpOut.applyAdd(mlp, attentionOut.apply(attended)); // [onward, width]
        kernels.addGated(context.onward(hidden), out, context.onward().spans(), context.modulations(), GATE);
    }

    @Override
    public void close() {
        norm.close();
        attention.close();
        mlpIn.close();
        attentionOut.close();
        mlpOut.close();
    }
}
