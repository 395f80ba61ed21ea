package io.instgenie.model.flux;

import io.instgenie.cost.BlockShape;
import io.instgenie.cost.BlockWork;
import io.instgenie.cost.Section;
import io.instgenie.cost.SectionShape;
import io.instgenie.mask.Canvas;
import io.instgenie.model.Conditioning;
import io.instgenie.model.Denoiser;
import io.instgenie.model.Lane;
import io.instgenie.model.Pass;
import io.instgenie.model.PromptEmbedding;
import io.instgenie.model.layers.Linear;
import io.instgenie.model.rows.Kernels;
import io.instgenie.model.rows.RowLayout;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.TensorScope;
import io.instgenie.weights.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** The Flux denoiser (Diffusers' {@code FluxTransformer2DModel}): blocks between two embeddings and a head. */
public final class FluxTransformer implements Denoiser {
    private static final String LAST = "last ";
    /** Of width^2, those that a row goes through in a block of either kind: attention has 4, an MLP 8. */
    private static final double WEIGHTS = 12;

    private static final int OUT_SCALE = 0;
    private static final int OUT_SHIFT = 1;

    private final FluxConfig config;
    private final Placement placement;
    private final Kernels kernels;
    private final Linear imageEmbedder;
    private final Linear textEmbedder;
    private final TimeTextEmbedding timeText;
    private final RotaryEmbedding rotary;
    private final List<FluxBlock> layers;
    private final AdaLayerNorm outNorm;
    private final Linear out;

    /**
     * Takes all parameters from {@code weights}.
     *
     * @param kernels of the device that the weights are on
     * @throws io.instgenie.edit.ModelFormatException if one is missing or of another shape than {@code config} asks for
     */
    public FluxTransformer(FluxConfig config, Weights weights, Kernels kernels) {
        this.config = config;
        this.placement = weights.placement();
        this.kernels = kernels;
        long width = config.width();
        imageEmbedder = Linear.of(weights.in("x_embedder."), config.inChannels(), width);
        textEmbedder = Linear.of(weights.in("context_embedder."), config.jointAttentionDim(), width);
        timeText = new TimeTextEmbedding(config, weights.in("time_text_embed."));
        rotary = new RotaryEmbedding(config.axesDimsRope());
        layers = layers(config, weights, kernels);
        outNorm = new AdaLayerNorm(weights.in("norm_out."), kernels, width, 2, OUT_SCALE);
        out = Linear.of(weights.in("proj_out."), width, config.outChannels());
    }

    private static List<FluxBlock> layers(FluxConfig config, Weights weights, Kernels kernels) {
        List<FluxBlock> layers = new ArrayList<>();
        for (int i = 0; i < config.numLayers(); i++) {
            layers.add(new FluxTransformerBlock(config, weights.in("transformer_blocks." + i + "."), kernels));
        }
        for (int i = 0; i < config.numSingleLayers(); i++) {
            layers.add(new FluxSingleTransformerBlock(
                    config, weights.in("single_transformer_blocks." + i + "."), kernels));
        }
        return List.copyOf(layers);
    }

    public FluxConfig config() {
        return config;
    }

    @Override
    public Placement placement() {
        return placement;
    }

    /** What its blocks run between their linear layers. */
    public Kernels kernels() {
        return kernels;
    }

    /** Its blocks in order. */
    public List<FluxBlock> layers() {
        return layers;
    }

    @Override
    public int inChannels() {
        return config.inChannels();
    }

    @Override
    public int blockCount() {
        return layers.size();
    }

    /** Text rows end in the last block, which makes it a kind of its own. */
    @Override
    public List<BlockShape> blocks(Canvas canvas, int textTokens) {
        int heads = config.numAttentionHeads();
        int headDim = config.attentionHeadDim();
        List<SectionShape> sections = List.of(
                new SectionShape(Section.KEY_VALUES, 2, canvas.tokens(), heads, headDim),
                new SectionShape(Section.HIDDEN_STATES, 1, textTokens + canvas.tokens(), heads, headDim));
        List<BlockShape> shapes = new ArrayList<>();
        for (int block = 0; block < layers.size(); block++) {
            String kind = layers.get(block).kind();
            shapes.add(new BlockShape(
                    block < layers.size() - 1 ? kind : LAST + kind,
                    textTokens,
                    canvas.tokens(),
                    sections,
                    2 * WEIGHTS * (double) config.width() * config.width(),
                    true));
        }
        return List.copyOf(shapes);
    }

    @Override
    public Conditioning condition(
            float[] timesteps, double guidanceScale, PromptEmbedding prompt, Canvas canvas, long @Nullable [] tokens) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor text = textEmbedder.apply(placement.compute(prompt.statesTensor())); // [textTokens, width]
            Tensor conditioning =
                    torch.silu(timeText.apply(timesteps, guidanceScale, prompt.pooledTensor())); // [steps, width]
            long[] computed =
                    tokens == null ? LongStream.range(0, canvas.tokens()).toArray() : tokens;
            Tensor others = tokens == null ? null : placement.indices(without(tokens, canvas.tokens()));
            int textTokens = prompt.tokens();
            return new FluxConditioning(
                    scope.keep(text),
                    scope.keep(placement.move(rotary.of(canvas.gridHeight(), canvas.gridWidth(), computed))),
                    others == null ? null : scope.keep(others),
                    layers.stream()
                            .map(layer -> scope.keep(layer.modulation(conditioning))) // [steps, chunks, width]
                            .toList(),
                    scope.keep(outNorm.modulation(conditioning)), // [steps, 2, width]
                    BlockWork.of(textTokens + computed.length, textTokens + canvas.tokens()));
        }
    }

    /** The tokens from 0 to {@code count} that are not among {@code some}, which ascend. */
    private static long[] without(long[] some, int count) {
        long[] others = new long[count - some.length];
        int next = 0;
        int found = 0;
        for (long token = 0; token < count; token++) {
            if (found < some.length && some[found] == token) {
                found++;
            } else {
                others[next++] = token;
            }
        }
        return others;
    }

    @Override
    public PromptEmbedding blankPrompt(int tokens) {
        return new PromptEmbedding(
                new float[tokens * config.jointAttentionDim()],
                tokens,
                new float[config.pooledProjectionDim()],
                List.of());
    }

    @Override
    public Pass enter(List<Lane> lanes) {
        return new FluxPass(this, lanes);
    }

    /** Packed latents with their extra channels, {@code [tokens, inChannels]}, float32 on the device, to rows {@code [tokens, width]}. */
    Tensor embedImage(Tensor tokens) {
        return imageEmbedder.apply(placement.compute(tokens));
    }

    /** Rows {@code [rows, width]} by heads, {@code [rows, heads, headDim]}. */
    Tensor heads(Tensor rows) {
        return rows.view(-1, config.numAttentionHeads(), config.attentionHeadDim());
    }

    /**
     * The velocity of the image rows in float32: {@code [imageRows, outChannels]}.
     *
     * @param hidden the last block's output, {@code [rows, width]}
     * @param modulations each lane's, {@code [2, width]}
     */
    Tensor head(Tensor hidden, RowLayout layout, List<Tensor> modulations) {
        Tensor image = hidden.narrow(0, layout.textRows(), layout.imageRows()); // [imageRows, width]
        Tensor normalized =
                kernels.normalize(image, layout.imageSpans(), modulations, OUT_SHIFT, OUT_SCALE); // [imageRows, width]
        return placement.widen(out.apply(normalized));
    }

    @Override
    public void close() {
        imageEmbedder.close();
        textEmbedder.close();
        timeText.close();
        layers.forEach(FluxBlock::close);
        outNorm.close();
        out.close();
    }
}
