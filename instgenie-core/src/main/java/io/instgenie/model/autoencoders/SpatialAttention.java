package io.instgenie.model.autoencoders;

import io.instgenie.model.layers.GroupNorm;
import io.instgenie.tensor.LinearKernel;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Single-head self-attention over all positions of a picture, beside a shortcut (Diffusers' {@code Attention} in a
 * {@code UNetMidBlock2D}). Reads both habits of naming its parameters: {@code to_q} and {@code query}. Thread-safe.
 */
final class SpatialAttention implements AutoCloseable {
    private final GroupNorm norm;
    private final LinearKernel query;
    private final LinearKernel key;
    private final LinearKernel value;
    private final LinearKernel out;

    SpatialAttention(Weights weights, long groups, long channels) {
        norm = new GroupNorm(weights.in("group_norm."), groups, channels);
        query = linear(weights, "to_q.", "query.", channels);
        key = linear(weights, "to_k.", "key.", channels);
        value = linear(weights, "to_v.", "value.", channels);
        out = linear(weights, "to_out.0.", "proj_attn.", channels);
    }

    private static LinearKernel linear(Weights weights, String name, String oldName, long channels) {
        Weights own = weights.in(weights.has(name + "weight") || !weights.has(oldName + "weight") ? name : oldName);
        Tensor weight = own.rank("weight") == 4
                ? own.get("weight", channels, channels, 1, 1).view(channels, channels)
                : own.get("weight", channels, channels); // [channels, channels]
        return weights.placement().linearBackend().prepare(weight, own.get("bias", channels));
    }

    /** {@code [batch, channels, height, width]} to the same shape. */
    Parts apply(Parts x, LayerPass pass) {
        Parts normalized = pass.normalize(norm, x);
        Tensor rows = rows(normalized.first()); // [batch * height * width, channels]
        Memory memory = pass.attend(this, new Memory(key.apply(rows), value.apply(rows))); // [batch * cells, channels]
        long batch = x.first().size(0);
        return normalized.map(part -> attended(part, memory, batch)).add(x); // [batch, channels, height, width]
    }

    private static Tensor rows(Tensor x) {
        return x.permute(0, 2, 3, 1).reshape(-1, x.size(1)); // [batch * height * width, channels]
    }

    /** {@code x}, all of whose positions attend to {@code batch} pictures' memory, to the same shape. */
    private Tensor attended(Tensor x, Memory memory, long batch) {
        long channels = x.size(1);
        Tensor attended = torch.scaled_dot_product_attention(
                heads(query.apply(rows(x)), batch),
                heads(memory.keys(), batch),
                heads(memory.values(), batch)); // [batch, 1, height * width, channels]
        return out.apply(attended.reshape(-1, channels)) // [batch * height * width, channels]
                .view(x.size(0), x.size(2), x.size(3), channels)
                .permute(0, 3, 1, 2); // [batch, channels, height, width]
    }

    private static Tensor heads(Tensor rows, long batch) {
        return rows.view(batch, 1, -1, rows.size(1)); // [batch, 1, height * width, channels]
    }

    /**
     * What queries attend to.
     *
     * @param keys {@code [batch * cells, channels]}
     * @param values {@code [batch * cells, channels]}
     */
    record Memory(Tensor keys, Tensor values) {}

    @Override
    public void close() {
        norm.close();
        query.close();
        key.close();
        value.close();
        out.close();
    }
}
