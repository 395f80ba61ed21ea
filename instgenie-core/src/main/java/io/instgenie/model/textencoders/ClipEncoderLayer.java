package io.instgenie.model.textencoders;

import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.layers.LayerNorm;
import io.instgenie.model.layers.Linear;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Causal self-attention and an MLP (Transformers' {@code CLIPEncoderLayer}). Thread-safe. */
final class ClipEncoderLayer implements AutoCloseable {
    private static final double QUICK_GELU = 1.702;

    private final long heads;
    private final boolean quickGelu;
    private final LayerNorm norm1;
    private final Linear queryKeyValue;
    private final Linear out;
    private final LayerNorm norm2;
    private final Linear mlpIn;
    private final Linear mlpOut;

    ClipEncoderLayer(ClipTextConfig config, Weights weights) {
        long width = config.hiddenSize();
        heads = config.numAttentionHeads();
        quickGelu = switch (config.hiddenAct()) {
            case "quick_gelu" -> true;
            case "gelu" -> false;
            default ->
                throw new ModelFormatException(
                        "hidden_act " + config.hiddenAct() + " is not supported; quick_gelu and gelu are");
        };
        Weights attention = weights.in("self_attn.");
        norm1 = new LayerNorm(weights.in("layer_norm1."), width, config.layerNormEps());
        queryKeyValue =
                Linear.fused(width, width, attention.in("q_proj."), attention.in("k_proj."), attention.in("v_proj."));
        out = Linear.of(attention.in("out_proj."), width, width);
        norm2 = new LayerNorm(weights.in("layer_norm2."), width, config.layerNormEps());
        mlpIn = Linear.of(weights.in("mlp.fc1."), width, config.intermediateSize());
        mlpOut = Linear.of(weights.in("mlp.fc2."), config.intermediateSize(), width);
    }

    /**
     * {@code [tokens, width]} to the same shape.
     *
     * @param visible the first tokens, which are attended to; those behind them are padding
     */
    Tensor apply(Tensor x, int visible) {
        Tensor hidden = out.applyAdd(attend(norm1.apply(x), visible), x); // [tokens, width]
        Tensor inner = mlpIn.apply(norm2.apply(hidden)); // [tokens, intermediateSize]
        Tensor activated = quickGelu
                ? inner.mul(torch.sigmoid(inner.mul(new Scalar(QUICK_GELU))))
                : torch.gelu(inner); // [tokens, intermediateSize]
        return mlpOut.applyAdd(activated, hidden); // [tokens, width]
    }

    /** Padding comes last, so that no mask is needed: it sees all visible tokens, each of which sees those before it. */
    private Tensor attend(Tensor x, int visible) {
        long rows = x.size(0);
        long width = x.size(1);
        Tensor parts = queryKeyValue
                .apply(x)
                .view(rows, 3, heads, width / heads)
                .permute(1, 2, 0, 3)
                .unsqueeze(1); // [3, 1, heads, tokens, headDim]
        Tensor query = parts.select(0, 0); // [1, heads, tokens, headDim]
        Tensor key = parts.select(0, 1).narrow(2, 0, visible); // [1, heads, visible, headDim]
        Tensor value = parts.select(0, 2).narrow(2, 0, visible); // [1, heads, visible, headDim]
        Tensor attended = attend(query.narrow(2, 0, visible), key, value, true); // [1, heads, visible, headDim]
        if (visible < rows) {
            Tensor padding = attend(query.narrow(2, visible, rows - visible), key, value, false);
            attended = torch.cat(new TensorVector(attended, padding), 2); // [1, heads, tokens, headDim]
        }
        return attended.transpose(1, 2).reshape(rows, width); // [tokens, width]
    }

    private static Tensor attend(Tensor query, Tensor key, Tensor value, boolean causal) {
        return torch.scaled_dot_product_attention(
                query,
                key,
                value,
                new TensorOptional(),
                0.0,
                causal,
                new DoubleOptional(),
                false); // [1, heads, queries, headDim]
    }

    @Override
    public void close() {
        norm1.close();
        queryKeyValue.close();
        out.close();
        norm2.close();
        mlpIn.close();
        mlpOut.close();
    }
}
