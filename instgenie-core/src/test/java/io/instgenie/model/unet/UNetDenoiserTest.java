package io.instgenie.model.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.cost.BlockShape;
import io.instgenie.cost.BlockWork;
import io.instgenie.mask.Canvas;
import io.instgenie.model.Conditioning;
import io.instgenie.model.Pipeline;
import io.instgenie.model.rows.TorchKernels;
import io.instgenie.parity.UNetParityCase;
import io.instgenie.pretrained.PretrainedModels;
import io.instgenie.tensor.Placement;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The network as an engine sees it. */
class UNetDenoiserTest {
    /** 9 x 5 cells, then 5 x 3, 3 x 2. */
    private static final Canvas CANVAS = new Canvas(40, 72, 8);

    private Pipeline pipeline;

    @BeforeEach
    void load() {
        pipeline = PretrainedModels.read(UNetParityCase.SDXL_BLEND.path("model"), Optional.empty())
                .load(Placement.CPU, new TorchKernels());
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void blocksHaveTheCellsOfTheirLevelAndKeepNothing() {
        List<BlockShape> blocks = pipeline.denoiser().blocks(CANVAS, 77);
        assertThat(blocks).hasSize(pipeline.denoiser().blockCount());
        assertThat(blocks.get(0).imageRows()).isEqualTo(45);
        assertThat(blocks.get(blocks.size() - 1).imageRows()).isEqualTo(45);
        assertThat(blocks).extracting(BlockShape::imageRows).containsOnly(45, 15, 6);
        assertThat(blocks).allSatisfy(block -> {
            assertThat(block.kind()).startsWith("level " + List.of(45, 15, 6).indexOf(block.imageRows()) + " ");
            assertThat(block.flopsPerRow()).isPositive();
            assertThat(block.textRows()).isZero();
            assertThat(block.sections()).isEmpty();
        });
    }

    @Test
    void everyCellIsWorkAndOnlyTransformersAttend() {
        List<BlockShape> blocks = pipeline.denoiser().blocks(CANVAS, 77);
        try (Conditioning lane = condition(null)) {
            for (int block = 0; block < blocks.size(); block++) {
                int rows = blocks.get(block).imageRows();
                boolean attends = blocks.get(block).kind().contains("transformer");
                assertThat(lane.work(block)).isEqualTo(BlockWork.of(rows, attends ? rows : 0));
            }
        }
    }

    @Test
    void partOfTheCellsCannotBeComputedAlone() {
        assertThatThrownBy(() -> condition(new long[] {0, 1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("all 45 cells are computed, not 2");
    }

    private Conditioning condition(long @Nullable [] tokens) {
        return pipeline.denoiser()
                .condition(new float[] {500}, 1, pipeline.denoiser().blankPrompt(3), CANVAS, tokens);
    }
}
