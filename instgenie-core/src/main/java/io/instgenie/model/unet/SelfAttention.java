package io.instgenie.model.unet;

import io.instgenie.model.layers.Linear;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Every cell attends to all cells of its lane's map ({@code attn1} of Diffusers' {@code BasicTransformerBlock}). Thread-safe. */
final class SelfAttention implements AutoCloseable {
    private final Linear query;
    private final Linear keyValue;
    private final Linear out;
    private final long heads;
    private final long headDim;

    SelfAttention(Weights weights, long width, long heads) {
        this.heads = heads;
        headDim = width / heads;
        query = Linear.withoutBias(weights.in("to_q."), width, width);
        keyValue = Linear.fusedWithoutBias(width, width, weights.in("to_k."), weights.in("to_v."));
        out = Linear.of(weights.in("to_out.0."), width, width);
    }

    /**
     * @param normalized {@code [rows, width]}
     * @param residual what is added, {@code [rows, width]}
     * @return {@code [rows, width]}
     */
    Tensor apply(Maps normalized, Tensor residual) {
        Tensor rows = normalized.rows(); // [rows, width]
        Tensor queries =
                query.apply(rows).view(normalized.lanes(), -1, heads, headDim); // [lanes, cells, heads, headDim]
        Tensor keyValues = keyValue.apply(rows)
                .view(normalized.lanes(), -1, 2, heads, headDim); // [lanes, cells, 2, heads, headDim]
        Tensor attended = torch.scaled_dot_product_attention(
                queries.transpose(1, 2),
                keyValues.select(2, 0).transpose(1, 2),
                keyValues.select(2, 1).transpose(1, 2)); // [lanes, heads, cells, headDim]
        return out.applyAdd(attended.transpose(1, 2).reshape(residual.size(0), -1), residual); // [rows, width]
    }

    @Override
    public void close() {
        query.close();
        keyValue.close();
        out.close();
    }
}
