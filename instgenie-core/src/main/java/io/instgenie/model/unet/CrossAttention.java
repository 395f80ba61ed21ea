package io.instgenie.model.unet;

import io.instgenie.model.layers.Linear;
import io.instgenie.weights.Weights;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Every cell attends to its lane's text ({@code attn2} of Diffusers' {@code BasicTransformerBlock}). Thread-safe. */
final class CrossAttention implements AutoCloseable {
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear out;
    private final long heads;
    private final long headDim;

    CrossAttention(Weights weights, long width, long heads, long textWidth) {
        this.heads = heads;
        headDim = width / heads;
        query = Linear.withoutBias(weights.in("to_q."), width, width);
        key = Linear.withoutBias(weights.in("to_k."), textWidth, width);
        value = Linear.withoutBias(weights.in("to_v."), textWidth, width);
        out = Linear.of(weights.in("to_out.0."), width, width);
    }

    /** A prompt's keys and values, from its states {@code [tokens, textWidth]}. */
    TextMemory memory(Tensor states) {
        return new TextMemory(headsFirst(key.apply(states)), headsFirst(value.apply(states)));
    }

    private Tensor headsFirst(Tensor rows) {
        return rows.view(1, -1, heads, headDim).transpose(1, 2).contiguous(); // [1, heads, rows, headDim]
    }

    /**
     * @param normalized {@code [rows, width]}
     * @param residual what is added, {@code [rows, width]}
     * @param texts one a lane, all of as many tokens
     * @return {@code [rows, width]}
     */
    Tensor apply(Maps normalized, Tensor residual, List<TextMemory> texts) {
        Tensor queries = query.apply(normalized.rows())
                .view(normalized.lanes(), -1, heads, headDim); // [lanes, cells, heads, headDim]
        Tensor attended = torch.scaled_dot_product_attention(
                queries.transpose(1, 2),
                join(texts.stream().map(TextMemory::keys).toList()),
                join(texts.stream().map(TextMemory::values).toList())); // [lanes, heads, cells, headDim]
        return out.applyAdd(attended.transpose(1, 2).reshape(residual.size(0), -1), residual); // [rows, width]
    }

    private static Tensor join(List<Tensor> parts) {
        return parts.size() == 1
                ? parts.get(0)
                : torch.cat(new TensorVector(parts.toArray(Tensor[]::new))); // [lanes, heads, tokens, headDim]
    }

    @Override
    public void close() {
        query.close();
        key.close();
        value.close();
        out.close();
    }
}
