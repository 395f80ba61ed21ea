package io.instgenie.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.model.unet.TextConditions;
import io.instgenie.model.unet.UNet2DConditionModel;
import io.instgenie.model.unet.UNetConditioning;
import io.instgenie.model.unet.UNetLane;
import io.instgenie.model.unet.UNetPass;
import io.instgenie.tensor.TensorScope;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lanes that go through the network together. */
class UNetLanesTest {
    private static final int TEXT_TOKENS = 5;
    private static final int TEXT_WIDTH = 32;
    private static final float[] TIMESTEPS = {981, 500.5f, 1};

    /** Any number of jobs, each at its own step with its own prompt; maps down to one cell, with odd sides at any level. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void eachIsAsIfItWereAlone(long seed) {
        Random random = new Random(seed);
        int height = 1 + random.nextInt(13);
        int width = 1 + random.nextInt(13);
        try (TensorScope scope = TensorScope.open();
                UNet2DConditionModel unet = UNetNetworkCase.SD21_BLEND.unet()) {
            torch.manual_seed(seed);
            List<UNetLane> lanes = Stream.generate(() -> lane(unet, height * width, random))
                    .limit(1 + random.nextInt(4))
                    .toList();
            Tensor together = run(unet, lanes, height, width); // [lanes, cells, 4]
            for (int lane = 0; lane < lanes.size(); lane++) {
                Tensor alone =
                        run(unet, List.of(lanes.get(lane)), height, width).select(0, 0); // [cells, 4]
                ParityCase.assertClose("seed " + seed + ", lane " + lane, together.select(0, lane), alone);
            }
            lanes.forEach(lane -> lane.conditioning().close());
        }
    }

    private static UNetLane lane(UNet2DConditionModel unet, int cells, Random random) {
        UNetConditioning conditioning = unet.condition(TIMESTEPS, 1, text(TEXT_WIDTH));
        return new UNetLane(torch.randn(cells, 4), conditioning, random.nextInt(TIMESTEPS.length));
    }

    private static TextConditions text(int width) {
        return new TextConditions(torch.randn(TEXT_TOKENS, width), null);
    }

    private static Tensor run(UNet2DConditionModel unet, List<UNetLane> lanes, int height, int width) {
        try (UNetPass pass = unet.enter(lanes, height, width)) {
            for (int block = 0; block < unet.places().size(); block++) {
                pass.run(block);
            }
            return pass.output().clone();
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (TensorScope scope = TensorScope.open();
                UNet2DConditionModel unet = UNetNetworkCase.SD21_BLEND.unet();
                UNetConditioning conditioning = unet.condition(TIMESTEPS, 1, text(TEXT_WIDTH))) {
            assertThatThrownBy(() -> unet.condition(TIMESTEPS, 1, text(TEXT_WIDTH + 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("text states of width 33, where this model reads 32");
            List<UNetLane> wide = List.of(new UNetLane(torch.randn(12, 9), conditioning, 0));
            assertThatThrownBy(() -> unet.enter(wide, 3, 4))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("1 lanes of 3 x 4 cells with 4 channels cannot have 12 rows of 9");
            TextConditions longer = new TextConditions(torch.randn(TEXT_TOKENS + 1, TEXT_WIDTH), null);
            try (UNetConditioning other = unet.condition(TIMESTEPS, 1, longer)) {
                List<UNetLane> unequal = List.of(
                        new UNetLane(torch.randn(12, 4), conditioning, 0), new UNetLane(torch.randn(12, 4), other, 0));
                assertThatThrownBy(() -> unet.enter(unequal, 3, 4))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("lanes with texts of different lengths cannot go together");
            }
        }
    }

    @Test
    void aPassMayEndAtAnyBlock() {
        try (TensorScope scope = TensorScope.open();
                UNet2DConditionModel unet = UNetNetworkCase.SD21_BLEND.unet()) {
            UNetLane lane = lane(unet, 12, new Random(0));
            for (int last = 0; last < unet.places().size(); last++) {
                try (UNetPass pass = unet.enter(List.of(lane), 3, 4)) {
                    for (int block = 0; block <= last; block++) {
                        pass.run(block);
                    }
                    assertThat(pass.rows().size(0)).isEqualTo(1);
                }
            }
            lane.conditioning().close();
        }
    }
}
