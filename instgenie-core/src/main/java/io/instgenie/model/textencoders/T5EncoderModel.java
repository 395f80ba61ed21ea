package io.instgenie.model.textencoders;

import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.layers.Linear;
import io.instgenie.model.layers.RmsNorm;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.Weights;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** T5's encoder (Transformers' {@code T5EncoderModel}), gated GELU as in T5 1.1. Thread-safe. */
public final class T5EncoderModel implements AutoCloseable {
    private final T5Config config;
    private final Placement placement;
    private final Tensor tokens; // [vocabSize, dModel]
    private final RelativePositionBias bias;
    private final List<Block> blocks = new ArrayList<>();
    private final RmsNorm finalNorm;

    /**
     * Takes all parameters from {@code weights}.
     *
     * @throws ModelFormatException if one is missing or of another shape, or the config asks for another feed-forward
     */
    public T5EncoderModel(T5Config config, Weights weights) {
        this.config = config;
        placement = weights.placement();
        if (!config.feedForwardProj().equals("gated-gelu")) {
            throw new ModelFormatException(
                    "feed_forward_proj " + config.feedForwardProj() + " is not supported; gated-gelu is");
        }
        String embedding = weights.has("shared.weight") ? "shared.weight" : "encoder.embed_tokens.weight";
        tokens = Tensors.hold(
                weights.get(embedding, config.vocabSize(), config.dModel()).clone());
        bias = new RelativePositionBias(
                config, weights.in("encoder.block.0.layer.0.SelfAttention.relative_attention_bias."));
        for (int i = 0; i < config.numLayers(); i++) {
            blocks.add(new Block(config, weights.in("encoder.block." + i + ".layer.")));
        }
        finalNorm = new RmsNorm(weights, "encoder.final_layer_norm.weight", config.dModel(), config.layerNormEpsilon());
    }

    /**
     * The states of all tokens, {@code [tokens, dModel]}.
     *
     * @throws InvalidRequestException if there is none, or one is not in the vocabulary
     */
    public Tensor encode(long[] ids) {
        if (ids.length == 0) {
            throw new InvalidRequestException("the T5 text encoder needs at least one token");
        }
        Tensor hidden =
                torch.embedding(tokens, placement.move(TokenIds.checked(ids, config.vocabSize()))); // [tokens, dModel]
        Tensor positionBias = bias.apply(ids.length); // [heads, tokens, tokens]
        for (Block block : blocks) {
            // T5-XXL's intermediate results are 0.1 GB a block: each scope frees its own.
            try (TensorScope scope = TensorScope.open()) {
                block.update(hidden, positionBias);
            }
        }
        return finalNorm.apply(hidden);
    }

    @Override
    public void close() {
        tokens.close();
        bias.close();
        blocks.forEach(Block::close);
        finalNorm.close();
    }

    /** Self-attention without scaling, and a gated MLP (Transformers' {@code T5Block}). */
    private static final class Block implements AutoCloseable {
        private final long heads;
        private final long headDim;
        private final RmsNorm attentionNorm;
        private final Linear query;
        private final Linear key;
        private final Linear value;
        private final Linear out;
        private final RmsNorm mlpNorm;
        private final Linear gate;
        private final Linear mlpIn;
        private final Linear mlpOut;

        Block(T5Config config, Weights weights) {
            heads = config.numHeads();
            headDim = config.dKv();
            long model = config.dModel();
            long inner = heads * headDim;
            Weights attention = weights.in("0.SelfAttention.");
            Weights mlp = weights.in("1.DenseReluDense.");
            attentionNorm = new RmsNorm(weights, "0.layer_norm.weight", model, config.layerNormEpsilon());
            query = Linear.withoutBias(attention.in("q."), model, inner);
            key = Linear.withoutBias(attention.in("k."), model, inner);
            value = Linear.withoutBias(attention.in("v."), model, inner);
            out = Linear.withoutBias(attention.in("o."), inner, model);
            mlpNorm = new RmsNorm(weights, "1.layer_norm.weight", model, config.layerNormEpsilon());
            gate = Linear.withoutBias(mlp.in("wi_0."), model, config.dFf());
            mlpIn = Linear.withoutBias(mlp.in("wi_1."), model, config.dFf());
            mlpOut = Linear.withoutBias(mlp.in("wo."), config.dFf(), model);
        }

        /** Changes {@code x [tokens, dModel]} in place. */
        void update(Tensor x, Tensor positionBias) {
            Tensor normalized = attentionNorm.apply(x); // [tokens, dModel]
            Tensor scores = headsFirst(query.apply(normalized))
                    .matmul(headsFirst(key.apply(normalized)).transpose(1, 2)); // [heads, tokens, tokens]
            Tensor attended = scores.add_(positionBias)
                    .softmax(-1)
                    .matmul(headsFirst(value.apply(normalized))); // [heads, tokens, headDim]
            Tensor hidden =
                    out.applyAdd(attended.transpose(0, 1).reshape(x.size(0), heads * headDim), x); // [tokens, dModel]
            Tensor inner = mlpNorm.apply(hidden); // [tokens, dModel]
            x.copy_(mlpOut.applyAdd(gate.applyGelu(inner).mul_(mlpIn.apply(inner)), hidden)); // [tokens, dModel]
        }

        private Tensor headsFirst(Tensor rows) {
            return rows.view(-1, heads, headDim).transpose(0, 1); // [heads, tokens, headDim]
        }

        @Override
        public void close() {
            attentionNorm.close();
            query.close();
            key.close();
            value.close();
            out.close();
            mlpNorm.close();
            gate.close();
            mlpIn.close();
            mlpOut.close();
        }
    }
}
