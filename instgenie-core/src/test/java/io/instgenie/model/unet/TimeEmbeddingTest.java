package io.instgenie.model.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.model.layers.TimestepEmbedding;
import io.instgenie.model.layers.Timesteps;
import io.instgenie.model.unet.UNet2DConditionConfig.AddedDims;
import io.instgenie.model.unet.UNet2DConditionConfig.Level;
import io.instgenie.model.unet.UNet2DConditionConfig.Middle;
import io.instgenie.model.unet.UNet2DConditionConfig.Norm;
import io.instgenie.model.unet.UNet2DConditionConfig.Time;
import io.instgenie.tensor.TensorScope;
import io.instgenie.weights.RandomParameters;
import io.instgenie.weights.Weights;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimeEmbeddingTest {
    private static final int CHANNELS = 8;
    private static final int WIDTH = 12;
    private static final int GUIDANCE_DIM = 6;
    private static final int TIME_ID_DIM = 4;
    private static final int POOLED_DIM = 5;
    private static final float[] STEPS = {981, 1, 499.5f};
    private static final List<Integer> TIME_IDS = List.of(96, 64, 0, 8, 96, 64);

    @TempDir
    private Path folder;

    @Test
    void guidanceIsAddedToTheWavesOfTime() {
        try (TensorScope scope = TensorScope.open();
                Weights weights = parameters()
                        .with("time_embedding.cond_proj.weight", CHANNELS, GUIDANCE_DIM)
                        .open(folder);
                TimeEmbedding embedding = new TimeEmbedding(config(GUIDANCE_DIM, null), weights);
                TimestepEmbedding layers = new TimestepEmbedding(weights.in("time_embedding."), CHANNELS, WIDTH)) {
            Tensor waves = new Timesteps(GUIDANCE_DIM, false, 1).embed(6.5f * 1000); // [1, guidanceDim]
            Tensor guidance = waves.mm(weights.get("time_embedding.cond_proj.weight", CHANNELS, GUIDANCE_DIM)
                    .t()); // [1, channels]
            Tensor expected =
                    layers.apply(new Timesteps(CHANNELS, true, 0).embed(STEPS).add(guidance)); // [steps, width]
            assertClose(embedding.apply(STEPS, 7.5, new TextConditions(torch.ones(1, 1), null)), expected);
        }
    }

    @Test
    void pooledTextAndTimeIdsAreAddedToEveryStep() {
        try (TensorScope scope = TensorScope.open();
                Weights weights = withAdded().open(folder);
                TimeEmbedding embedding = new TimeEmbedding(config(0, added()), weights);
                TimestepEmbedding time = new TimestepEmbedding(weights.in("time_embedding."), CHANNELS, WIDTH);
                TimestepEmbedding addition =
                        new TimestepEmbedding(weights.in("add_embedding."), added().inputDim(), WIDTH)) {
            Tensor pooled = torch.randn(POOLED_DIM);
            Tensor ids = new Timesteps(TIME_ID_DIM, true, 0).embed(96, 64, 0, 8, 96, 64); // [6, timeIdDim]
            Tensor expected = time.apply(new Timesteps(CHANNELS, true, 0).embed(STEPS))
                    .add(addition.apply(
                            torch.cat(new TensorVector(pooled, ids.view(-1))).view(1, -1))); // [steps, width]
            TextConditions text = new TextConditions(torch.ones(1, 1), new TextConditions.Added(pooled, TIME_IDS));
            assertClose(embedding.apply(STEPS, 7.5, text), expected);
        }
    }

    @Test
    void refusesConditionsOfOtherWidths() {
        try (TensorScope scope = TensorScope.open();
                Weights weights = withAdded().open(folder);
                TimeEmbedding embedding = new TimeEmbedding(config(0, added()), weights)) {
            assertThatThrownBy(() -> embedding.apply(STEPS, 1, new TextConditions(torch.ones(1, 1), null)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("pooled text and time ids");
            TextConditions wide = new TextConditions(
                    torch.ones(1, 1), new TextConditions.Added(torch.ones(POOLED_DIM + 1), TIME_IDS));
            assertThatThrownBy(() -> embedding.apply(STEPS, 1, wide))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a pooled text of 6 with 6 time ids, where this model reads 5");
        }
    }

    private static RandomParameters parameters() {
        return new RandomParameters(1)
                .linear("time_embedding.linear_1", CHANNELS, WIDTH)
                .linear("time_embedding.linear_2", WIDTH, WIDTH);
    }

    private static RandomParameters withAdded() {
        return parameters()
                .linear("add_embedding.linear_1", added().inputDim(), WIDTH)
                .linear("add_embedding.linear_2", WIDTH, WIDTH);
    }

    private static AddedDims added() {
        return new AddedDims(TIME_ID_DIM, TIME_IDS.size() * TIME_ID_DIM + POOLED_DIM);
    }

    private static UNet2DConditionConfig config(int guidanceDim, @Nullable AddedDims added) {
        return new UNet2DConditionConfig(
                4,
                4,
                1,
                List.of(new Level(CHANNELS, 1, List.of(0), List.of(0, 0))),
                new Middle(1, 1),
                new Norm(1, 1e-5),
                new Time(WIDTH, true, 0, guidanceDim, added));
    }

    private static void assertClose(Tensor actual, Tensor expected) {
        assertThat(actual.sub(expected).abs().max().item_double()).isLessThan(1e-5);
    }
}
