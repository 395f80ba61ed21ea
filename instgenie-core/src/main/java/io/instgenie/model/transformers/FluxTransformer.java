package io.instgenie.model.transformers;

import io.instgenie.model.layers.Linear;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.Weights;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The Flux denoiser (Diffusers' {@code FluxTransformer2DModel}) as a list of blocks between two embeddings and a head. It never runs
 * itself: an executor walks {@link #blocks()}. Thread-safe.
 */
public final class FluxTransformer implements AutoCloseable {
    private static final int OUT_SCALE = 0;
    private static final int OUT_SHIFT = 1;

    private final FluxConfig config;
    private final Placement placement;
    private final Kernels kernels;
    private final Linear imageEmbedder;
    private final Linear textEmbedder;
    private final TimeTextEmbedding timeText;
    private final RotaryEmbedding rotary;
    private final List<FluxBlock> blocks;
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
        blocks = blocks(config, weights, kernels);
        outNorm = new AdaLayerNorm(weights.in("norm_out."), kernels, width, 2, OUT_SCALE);
        out = Linear.of(weights.in("proj_out."), width, config.outChannels());
    }

    private static List<FluxBlock> blocks(FluxConfig config, Weights weights, Kernels kernels) {
        List<FluxBlock> blocks = new ArrayList<>();
        for (int i = 0; i < config.numLayers(); i++) {
            blocks.add(new FluxTransformerBlock(config, weights.in("transformer_blocks." + i + "."), kernels));
        }
        for (int i = 0; i < config.numSingleLayers(); i++) {
            blocks.add(new FluxSingleTransformerBlock(
                    config, weights.in("single_transformer_blocks." + i + "."), kernels));
        }
        return List.copyOf(blocks);
    }

    public FluxConfig config() {
        return config;
    }

    /** Where its tensors are. */
    public Placement placement() {
        return placement;
    }

    /** What its blocks run between their linear layers. */
    public Kernels kernels() {
        return kernels;
    }

    public List<FluxBlock> blocks() {
        return blocks;
    }

    /** Text states {@code [tokens, jointAttentionDim]}, of the CPU, to rows {@code [tokens, width]}. */
    public Tensor embedText(Tensor states) {
        return textEmbedder.apply(placement.compute(states));
    }

    /** Packed latents with their extra channels, {@code [tokens, inChannels]}, float32 on the device, to rows {@code [tokens, width]}. */
    public Tensor embedImage(Tensor tokens) {
        return imageEmbedder.apply(placement.compute(tokens));
    }

    /** The rotations of a token grid, complex {@code [gridHeight * gridWidth, 1, headDim / 2]}. */
    public Tensor rotary(int gridHeight, int gridWidth) {
        return placement.move(rotary.grid(gridHeight, gridWidth));
    }

    /**
     * A job's adaLN vectors for all its steps, to be closed by the caller.
     *
     * @param timesteps 0 to 1000, one a step
     * @param guidanceScale ignored by models without guidance embedding
     * @param pooled the pooled text, {@code [pooledProjectionDim]}, on the CPU
     */
    public Conditioning condition(float[] timesteps, double guidanceScale, Tensor pooled) {
        Tensor conditioning = torch.silu(timeText.apply(timesteps, guidanceScale, pooled)); // [steps, width]
        return new Conditioning(
                blocks.stream()
                        .map(block -> Tensors.hold(block.modulation(conditioning))) // [steps, chunks, width]
                        .toList(),
                Tensors.hold(outNorm.modulation(conditioning))); // [steps, 2, width]
    }

    /**
     * The velocity of the image rows in float32: {@code [imageRows, outChannels]}.
     *
     * @param hidden the last block's output, {@code [rows, width]}
     * @param conditionings one per job, with {@code steps} telling where each stands
     */
    public Tensor head(Tensor hidden, RowLayout layout, List<Conditioning> conditionings, int[] steps) {
        List<Tensor> modulations = new ArrayList<>();
        for (int job = 0; job < layout.jobs(); job++) {
            modulations.add(conditionings.get(job).out(steps[job])); // [2, width]
        }
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
        blocks.forEach(FluxBlock::close);
        outNorm.close();
        out.close();
    }
}
