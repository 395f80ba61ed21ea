package io.instgenie.model.unet;

import io.instgenie.tensor.Placement;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.Weights;
import java.util.BitSet;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The denoiser of Stable Diffusion 1.5, 2.1 and XL (Diffusers' {@code UNet2DConditionModel}) as a list of blocks that a pass runs in
 * order. Several lanes with maps of one size go through together: convolutions take all their maps, linear layers all their rows.
 * Thread-safe.
 */
public final class UNet2DConditionModel implements AutoCloseable {
    private final UNet2DConditionConfig config;
    private final Placement placement;
    private final TimeEmbedding time;
    private final List<UNetLayer> layers;
    private final BitSet skips;
    private final List<ResnetBlock2D> resnets;
    private final List<BasicTransformerBlock> transformerBlocks;

    /**
     * Takes all parameters from {@code weights}.
     *
     * @throws io.instgenie.edit.ModelFormatException if one is missing or of another shape than {@code config} asks for
     */
    public UNet2DConditionModel(UNet2DConditionConfig config, Weights weights) {
        this.config = config;
        placement = weights.placement();
        time = new TimeEmbedding(config, weights);
        UNetBuilder builder = new UNetBuilder(config, weights);
        layers = builder.layers();
        skips = builder.skips();
        resnets = builder.resnets();
        transformerBlocks = builder.transformerBlocks();
    }

    public UNet2DConditionConfig config() {
        return config;
    }

    /** Where its tensors are. */
    public Placement placement() {
        return placement;
    }

    /** The blocks' names among Diffusers' modules, in the order in which they run. */
    public List<String> places() {
        return layers.stream().map(layer -> layer.block().place()).toList();
    }

    /** In the order in which they run. */
    List<UNetLayer> layers() {
        return layers;
    }

    /**
     * What a lane's time and text come to in every block, for all its steps; to be closed by the caller.
     *
     * @param timesteps 0 to 1000, one a step
     * @param guidanceScale ignored by models that do not read it
     * @throws IllegalArgumentException if {@code text} does not have the widths that this model reads
     */
    public UNetConditioning condition(float[] timesteps, double guidanceScale, TextConditions text) {
        if (text.states().size(1) != config.crossAttentionDim()) {
            throw new IllegalArgumentException("text states of width "
                    + text.states().size(1) + ", where this model reads " + config.crossAttentionDim());
        }
        Tensor activated = torch.silu_(time.apply(timesteps, guidanceScale, text)); // [steps, timeWidth]
        Tensor states = placement.compute(text.states()); // [tokens, crossAttentionDim]
        return new UNetConditioning(
                resnets.stream()
                        .map(resnet -> Tensors.hold(resnet.timeShift(activated))) // [steps, channels]
                        .toList(),
                transformerBlocks.stream()
                        .map(block -> block.memory(states))
                        .map(memory -> new TextMemory(Tensors.hold(memory.keys()), Tensors.hold(memory.values())))
                        .toList());
    }

    /**
     * Starts lanes whose maps are {@code height} x {@code width} cells, and whose texts have one length; to be closed by the caller.
     *
     * @throws IllegalArgumentException if they do not
     */
    public UNetPass enter(List<UNetLane> lanes, int height, int width) {
        Tensor rows = torch.cat(new TensorVector(
                lanes.stream().map(UNetLane::input).toArray(Tensor[]::new))); // [lanes * cells, inChannels]
        if (rows.size(0) != (long) lanes.size() * height * width || rows.size(1) != config.inChannels()) {
            throw new IllegalArgumentException(lanes.size() + " lanes of " + height + " x " + width + " cells with "
                    + config.inChannels() + " channels cannot have " + rows.size(0) + " rows of " + rows.size(1));
        }
        if (lanes.stream()
                        .mapToLong(lane -> lane.conditioning().textTokens())
                        .distinct()
                        .count()
                > 1) {
            throw new IllegalArgumentException("lanes with texts of different lengths cannot go together");
        }
        return new UNetPass(this, lanes, new Maps(placement.compute(rows), lanes.size(), height, width));
    }

    /** Runs a block, and leaves its output on the pass's stack where the way up reads it. */
    Maps run(int block, Maps x, UNetPass pass) {
        Maps output = layers.get(block).block().run(x, pass);
        if (skips.get(block)) {
            pass.push(output);
        }
        return output;
    }

    @Override
    public void close() {
        time.close();
        layers.forEach(layer -> layer.block().close());
    }
}
