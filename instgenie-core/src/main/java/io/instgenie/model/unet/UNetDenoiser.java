package io.instgenie.model.unet;

import io.instgenie.cost.BlockShape;
import io.instgenie.mask.Canvas;
import io.instgenie.model.Conditioning;
import io.instgenie.model.Denoiser;
import io.instgenie.model.Lane;
import io.instgenie.model.Pass;
import io.instgenie.model.PromptEmbedding;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The network behind the seam: a token is a cell of the latents' map, and all of them are computed. Owns the network. Thread-safe. */
public final class UNetDenoiser implements Denoiser {
    /** Numbers of a cell that a block has in use at a time, as a multiple of the finest level's width, at most. */
    private static final int BLOCK_WIDTHS = 20;

    private final UNet2DConditionModel network;
    private final List<UNetLayer> layers;
    private final int levels;

    public UNetDenoiser(UNet2DConditionModel network) {
        this.network = network;
        layers = network.layers();
        levels = network.config().levels().size();
    }

    /** Numbers that a step has in use at a time for each cell, at most: a block's, and what the way up still reads. */
    public static int rowNumbers(UNet2DConditionConfig config) {
        int numbers = BLOCK_WIDTHS * config.levels().get(0).channels();
        int cellsOfOne = 1; // finest cells that one of the level covers
        for (UNet2DConditionConfig.Level level : config.levels()) {
            numbers += level.channels() * level.up().size() / cellsOfOne;
            cellsOfOne *= 4;
        }
        return numbers;
    }

    @Override
    public Placement placement() {
        return network.placement();
    }

    @Override
    public int inChannels() {
        return network.config().inChannels();
    }

    @Override
    public int blockCount() {
        return layers.size();
    }

    @Override
    public List<BlockShape> blocks(Canvas canvas, int textTokens) {
        List<Integer> cells = cells(canvas);
        return layers.stream().map(layer -> layer.shape(cells)).toList();
    }

    /** Of each level's map: it has half the finer one's sides, rounded up. */
    private List<Integer> cells(Canvas canvas) {
        List<Integer> cells = new ArrayList<>();
        int height = canvas.gridHeight();
        int width = canvas.gridWidth();
        for (int level = 0; level < levels; level++) {
            cells.add(height * width);
            height = (height + 1) / 2;
            width = (width + 1) / 2;
        }
        return cells;
    }

    /** @throws IllegalArgumentException if not all tokens are to be computed */
    @Override
    public Conditioning condition(
            float[] timesteps, double guidanceScale, PromptEmbedding prompt, Canvas canvas, long @Nullable [] tokens) {
        if (tokens != null && tokens.length != canvas.tokens()) {
            throw new IllegalArgumentException("all " + canvas.tokens() + " cells are computed, not " + tokens.length);
        }
        List<Integer> cells = cells(canvas);
        try (TensorScope scope = TensorScope.open()) {
            return new LaneConditioning(
                    network.condition(timesteps, guidanceScale, text(prompt, canvas)),
                    canvas.gridHeight(),
                    canvas.gridWidth(),
                    layers.stream().map(layer -> layer.work(cells)).toList());
        }
    }

    /** Where the network reads sizes, the picture is as large as it was made, and nothing is cropped from it. */
    private TextConditions text(PromptEmbedding prompt, Canvas canvas) {
        if (network.config().time().added() == null) {
            return new TextConditions(prompt.statesTensor(), null);
        }
        int height = canvas.height();
        int width = canvas.width();
        return new TextConditions(
                prompt.statesTensor(),
                new TextConditions.Added(prompt.pooledTensor(), List.of(height, width, 0, 0, height, width)));
    }

    @Override
    public PromptEmbedding blankPrompt(int tokens) {
        UNet2DConditionConfig config = network.config();
        UNet2DConditionConfig.AddedDims added = config.time().added();
        return new PromptEmbedding(
                new float[tokens * config.crossAttentionDim()],
                tokens,
                new float[added == null ? 0 : added.inputDim() - TextConditions.TIME_IDS * added.timeIdDim()],
                List.of());
    }

    @Override
    public Pass enter(List<Lane> lanes) {
        return new LanesPass(network, lanes);
    }

    @Override
    public void close() {
        network.close();
    }
}
