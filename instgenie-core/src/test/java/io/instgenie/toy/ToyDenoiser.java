package io.instgenie.toy;

import io.instgenie.cost.BlockShape;
import io.instgenie.mask.Canvas;
import io.instgenie.model.Conditioning;
import io.instgenie.model.Denoiser;
import io.instgenie.model.Lane;
import io.instgenie.model.NoiseSource;
import io.instgenie.model.Pass;
import io.instgenie.model.PromptEmbedding;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A U-net of seven blocks: convolution, attention, down, attention, mix, up, convolution. Of some blocks everything can be kept, of one keys
 * and values alone, of one pair nothing; a pass can begin at four of them.
 */
final class ToyDenoiser implements Denoiser {
    private static final int WIDTH = 8;
    private static final int COARSE_WIDTH = 12;
    private static final int FREQUENCIES = 4;

    private final int channels;
    private final ToyLayer embed;
    private final List<ToyBlock> blocks;
    private final List<ToyLayer> ofTime = new ArrayList<>();
    private final List<ToyLayer> ofPrompt = new ArrayList<>();
    private final ToyLayer head;

    ToyDenoiser(int channels, NoiseSource random) {
        this.channels = channels;
        embed = new ToyLayer(random, WIDTH, channels);
        blocks = List.of(
                new ToyConvolution(WIDTH, random),
                new ToyAttention(WIDTH, 2, false, random),
                new ToyDown(WIDTH, COARSE_WIDTH, random),
                new ToyAttention(COARSE_WIDTH, 3, true, random),
                new ToyMix(COARSE_WIDTH, random),
                new ToyUp(COARSE_WIDTH, WIDTH, random),
                new ToyConvolution(WIDTH, random));
        for (ToyBlock block : blocks) {
            ofTime.add(new ToyLayer(random, block.width(), FREQUENCIES));
            ofPrompt.add(new ToyLayer(random, block.width(), ToyPrompts.WIDTH));
        }
        head = new ToyLayer(random, channels, WIDTH);
    }

    @Override
    public Placement placement() {
        return Placement.CPU;
    }

    @Override
    public int inChannels() {
        return channels;
    }

    @Override
    public int blockCount() {
        return blocks.size();
    }

    ToyBlock block(int block) {
        return blocks.get(block);
    }

    @Override
    public List<BlockShape> blocks(Canvas canvas, int textTokens) {
        ToyCells fine = ToyCells.of(canvas, null);
        return blocks.stream()
                .map(block -> block.shape(fine.all(), fine.coarse().all()))
                .toList();
    }

    @Override
    public Conditioning condition(
            float[] timesteps, double guidanceScale, PromptEmbedding prompt, Canvas canvas, long @Nullable [] tokens) {
        ToyCells fine = ToyCells.of(canvas, tokens);
        ToyCells coarse = fine.coarse();
        try (TensorScope scope = TensorScope.open()) {
            Tensor time = waves(timesteps); // [steps, frequencies]
            Tensor text = prompt.statesTensor().sum(new long[] {0}).unsqueeze(0); // [1, textWidth]
            List<Tensor> shifts = new ArrayList<>();
            for (int block = 0; block < blocks.size(); block++) {
                shifts.add(scope.keep(
                        ofTime.get(block).apply(time).add_(ofPrompt.get(block).apply(text)))); // [steps, width]
            }
            return new ToyConditioning(
                    fine,
                    coarse,
                    shifts,
                    blocks.stream().map(block -> block.work(fine, coarse)).toList());
        }
    }

    private static Tensor waves(float[] timesteps) {
        float[] waves = new float[timesteps.length * FREQUENCIES];
        for (int i = 0; i < waves.length; i++) {
            waves[i] = (float) Math.sin(timesteps[i / FREQUENCIES] / 100 * (1 + i % FREQUENCIES));
        }
        return Tensors.ofFloats(waves, timesteps.length, FREQUENCIES);
    }

    @Override
    public PromptEmbedding blankPrompt(int tokens) {
        return new PromptEmbedding(new float[tokens * ToyPrompts.WIDTH], tokens, new float[0], List.of());
    }

    @Override
    public Pass enter(List<Lane> lanes) {
        return new ToyPass(this, lanes);
    }

    /** {@code [tokens, channels]} to {@code [tokens, width]}. */
    Tensor embed(Tensor input) {
        return embed.apply(input);
    }

    /** {@code [tokens, width]} to {@code [tokens, channels]}. */
    Tensor head(Tensor rows) {
        return head.apply(torch.silu(rows));
    }

    @Override
    public void close() {
        embed.close();
        blocks.forEach(ToyBlock::close);
        ofTime.forEach(ToyLayer::close);
        ofPrompt.forEach(ToyLayer::close);
        head.close();
    }
}
