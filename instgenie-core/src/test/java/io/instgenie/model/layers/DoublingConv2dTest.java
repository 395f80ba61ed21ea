package io.instgenie.model.layers;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.Weights;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoublingConv2dTest {
    private static final int CHANNELS = 48;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void isConvolutionOfTheDoubledPicture(long seed) throws URISyntaxException {
        Random random = new Random(seed);
        int height = 1 + random.nextInt(12);
        int width = 1 + random.nextInt(12);
        try (TensorScope scope = TensorScope.open();
                Weights weights = Weights.open(vae())) {
            Weights own = weights.in("decoder.up_blocks.1.upsamplers.0.conv.");
            torch.manual_seed(seed);
            Tensor x = torch.randn(2, CHANNELS, height, width);
            Tensor doubled = torch.upsample_nearest2d(
                    x,
                    new long[] {2L * height, 2L * width},
                    new DoubleOptional(),
                    new DoubleOptional()); // [2, channels, 2 * height, 2 * width]
            Tensor expected = Conv2d.same(own, CHANNELS, CHANNELS).apply(doubled);
            Tensor actual = new DoublingConv2d(own, CHANNELS, CHANNELS).apply(x);
            assertThat(Tensors.shape(actual)).isEqualTo(Tensors.shape(expected));
            assertThat(actual.sub(expected).abs().max().item_double())
                    .as("seed %d", seed)
                    .isLessThan(1e-4);
        }
    }

    private static Path vae() throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(DoublingConv2dTest.class.getResource("/io/instgenie/models/sticker-fill/vae"))
                        .toURI());
    }
}
