package io.instgenie.model.textencoders;

import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.layers.LayerNorm;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.Weights;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
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
    private final List<ClipEncoderLayer> layers = new ArrayList<>();
    private final LayerNorm finalNorm;

    /**
     * What the encoder makes of a text.
     *
     * @param hiddenStates {@code [tokens, width]} each: what goes into the first layer, then what comes out of each
     * @param lastHiddenState the last of them after the final layer norm, {@code [tokens, width]}
     * @param pooled the row of the end token in {@code lastHiddenState}, {@code [width]}
     */
    public record Output(List<Tensor> hiddenStates, Tensor lastHiddenState, Tensor pooled) {
        /** What goes into the last {@code layers} layers, {@code [tokens, width]}; with 0 what comes out of the last. */
        public Tensor beforeLast(int layers) {
            return hiddenStates.get(hiddenStates.size() - 1 - layers);
        }
    }

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
        own.skip("embeddings.position_ids"); // 0, 1, 2, ..., as older versions of Transformers saved them
        for (int i = 0; i < config.numHiddenLayers(); i++) {
            layers.add(new ClipEncoderLayer(config, own.in("encoder.layers." + i + ".")));
        }
        finalNorm = new LayerNorm(own.in("final_layer_norm."), width, config.layerNormEps());
    }

    public ClipTextConfig config() {
        return config;
    }

    /** Where this network is. */
    public Placement placement() {
        return placement;
    }

    /** {@link #encode(long[], int)} where attention sees all ids. */
    public Output encode(long[] ids) {
        return encode(ids, ids.length);
    }

    /**
     * The states of a text.
     *
     * @param visible the first ids, which attention sees; those behind them are padding
     * @throws InvalidRequestException if there are more ids than positions, or one is not in the vocabulary
     */
    public Output encode(long[] ids, int visible) {
        if (ids.length == 0 || ids.length > config.maxPositionEmbeddings()) {
            throw new InvalidRequestException("the CLIP text encoder takes 1 to " + config.maxPositionEmbeddings()
                    + " tokens, but got " + ids.length);
        }
        if (visible < 1 || visible > ids.length) {
            throw new IllegalArgumentException("visible is " + visible + ", it must be within 1 and " + ids.length);
        }
        Tensor hidden = torch.embedding(tokens, placement.move(TokenIds.checked(ids, config.vocabSize())))
                .add(positions.narrow(0, 0, ids.length)); // [tokens, width]
        List<Tensor> hiddenStates = new ArrayList<>(List.of(hidden));
        for (ClipEncoderLayer layer : layers) {
            hidden = layer.apply(hidden, visible); // [tokens, width]
            hiddenStates.add(hidden);
        }
        Tensor states = finalLayerNorm(hidden); // [tokens, width]
        return new Output(hiddenStates, states, states.select(0, endOf(ids)));
    }

    /** The final layer norm, {@code [tokens, width]} to the same shape. */
    public Tensor finalLayerNorm(Tensor states) {
        return finalNorm.apply(states);
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
        layers.forEach(ClipEncoderLayer::close);
        finalNorm.close();
    }
}
