package io.instgenie.model.textencoders;

import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.layers.LayerNorm;
import io.instgenie.model.layers.Linear;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.Weights;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** CLIP's text encoder (Transformers' {@code CLIPTextModel}): causal, layer norms before each part. Thread-safe. */
public final class ClipTextModel implements AutoCloseable {
    private static final String PREFIX = "text_model.";
    /** Early CLIP configs claim 2; their true end token is the largest id. */
    private static final long LEGACY_EOS = 2;

    private final ClipTextConfig config;
    private final Placement placement;
    private final Tensor tokens; // [vocabSize, width]
    private final Tensor positions; // [maxPositions, width]
    private final List<Layer> layers = new ArrayList<>();
    private final LayerNorm finalNorm;

    /**
     * @param lastHiddenState {@code [tokens, width]}
     * @param pooled the state of the end token, {@code [width]}
     */
    public record Output(Tensor lastHiddenState, Tensor pooled) {}

    /**
     * Takes all parameters from {@code weights}, named with or without {@code text_model.}.
     *
     * @throws ModelFormatException if one is missing or of another shape, or the config asks for an unknown activation
     */
    public ClipTextModel(ClipTextConfig config, Weights weights) {
        this.config = config;
        placement = weights.placement();
        Weights own = weights.has(PREFIX + "final_layer_norm.weight") ? weights.in(PREFIX) : weights;
        long width = config.hiddenSize();
        if (width % config.numAttentionHeads() != 0) {
            throw new ModelFormatException(
                    "hidden_size " + width + " is not a multiple of num_attention_heads " + config.numAttentionHeads());
        }
        tokens = Tensors.hold(own.get("embeddings.token_embedding.weight", config.vocabSize(), width)
                .clone());
        positions = Tensors.hold(own.get("embeddings.position_embedding.weight", config.maxPositionEmbeddings(), width)
                .clone());
        for (int i = 0; i < config.numHiddenLayers(); i++) {
            layers.add(new Layer(config, own.in("encoder.layers." + i + ".")));
        }
        finalNorm = new LayerNorm(own.in("final_layer_norm."), width, config.layerNormEps());
    }

    /**
     * @throws InvalidRequestException if there are more ids than positions, or one is not in the vocabulary
     */
    public Output encode(long[] ids) {
        if (ids.length == 0 || ids.length > config.maxPositionEmbeddings()) {
            throw new InvalidRequestException("the CLIP text encoder takes 1 to " + config.maxPositionEmbeddings()
                    + " tokens, but got " + ids.length);
        }
        Tensor hidden = torch.embedding(tokens, placement.move(TokenIds.checked(ids, config.vocabSize())))
                .add(positions.narrow(0, 0, ids.length)); // [tokens, width]
        for (Layer layer : layers) {
            hidden = layer.apply(hidden); // [tokens, width]
        }
        Tensor states = finalNorm.apply(hidden); // [tokens, width]
        return new Output(states, states.select(0, endOf(ids)));
    }

    private int endOf(long[] ids) {
        int largest = 0;
        for (int i = 0; i < ids.length; i++) {
            if (config.eosTokenId() != LEGACY_EOS && ids[i] == config.eosTokenId()) {
                return i;
            }
            if (ids[i] > ids[largest]) {
                largest = i;
            }
        }
        return config.eosTokenId() == LEGACY_EOS ? largest : 0;
    }

    @Override
    public void close() {
        tokens.close();
        positions.close();
        layers.forEach(Layer::close);
        finalNorm.close();
    }

    /** Causal self-attention and an MLP (Transformers' {@code CLIPEncoderLayer}). */
    private static final class Layer implements AutoCloseable {
        private static final double QUICK_GELU = 1.702;

        private final long heads;
        private final boolean quickGelu;
        private final LayerNorm norm1;
        private final Linear queryKeyValue;
        private final Linear out;
        private final LayerNorm norm2;
        private final Linear mlpIn;
        private final Linear mlpOut;

        Layer(ClipTextConfig config, Weights weights) {
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
            queryKeyValue = Linear.fused(
                    width, width, attention.in("q_proj."), attention.in("k_proj."), attention.in("v_proj."));
            out = Linear.of(attention.in("out_proj."), width, width);
            norm2 = new LayerNorm(weights.in("layer_norm2."), width, config.layerNormEps());
            mlpIn = Linear.of(weights.in("mlp.fc1."), width, config.intermediateSize());
            mlpOut = Linear.of(weights.in("mlp.fc2."), config.intermediateSize(), width);
        }

        Tensor apply(Tensor x) {
            long rows = x.size(0);
            long width = x.size(1);
            Tensor heads3 = queryKeyValue
                    .apply(norm1.apply(x))
                    .view(rows, 3, heads, width / heads)
                    .permute(1, 2, 0, 3)
                    .unsqueeze(1); // [3, 1, heads, tokens, headDim]
            Tensor attended = torch.scaled_dot_product_attention(
                    heads3.select(0, 0),
                    heads3.select(0, 1),
                    heads3.select(0, 2),
                    new TensorOptional(),
                    0.0,
                    true,
                    new DoubleOptional(),
                    false); // [1, heads, tokens, headDim]
            Tensor hidden = out.applyAdd(attended.transpose(1, 2).reshape(rows, width), x); // [tokens, width]
            Tensor inner = mlpIn.apply(norm2.apply(hidden)); // [tokens, intermediateSize]
            Tensor activated = quickGelu
                    ? inner.mul(torch.sigmoid(inner.mul(new Scalar(QUICK_GELU))))
                    : torch.gelu(inner); // [tokens, intermediateSize]
            return mlpOut.applyAdd(activated, hidden); // [tokens, width]
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
}
