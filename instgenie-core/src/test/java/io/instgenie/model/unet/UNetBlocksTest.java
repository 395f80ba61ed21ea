package io.instgenie.model.unet;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.model.unet.UNet2DConditionConfig.Norm;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.RandomParameters;
import io.instgenie.weights.Weights;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layers that a UNet is made of, against libtorch's plain operators. */
class UNetBlocksTest {
    private static final int WIDTH = 12;
    private static final int HEADS = 3;
    private static final long[] ONE = {1, 1};

    @TempDir
    private Path folder;

    @Test
    void groupNormIsByEachLanesWholeMap() {
        try (TensorScope scope = TensorScope.open();
                Weights weights = new RandomParameters(1)
                        .with("weight", WIDTH)
                        .with("bias", WIDTH)
                        .open(folder);
                GroupNormRows norm = new GroupNormRows(weights, new Norm(4, 1e-3), WIDTH)) {
            Tensor map = torch.randn(2, WIDTH, 5, 3);
            Tensor expected = torch.group_norm(
                    map, 4, optional(weights, WIDTH, "weight"), optional(weights, WIDTH, "bias"), 1e-3, false);
            assertClose(norm.apply(Maps.of(map)).map(), expected);
            assertClose(norm.applySilu(Maps.of(map)).map(), torch.silu(expected));
        }
    }

    private static TensorOptional optional(Weights weights, long width, String name) {
        return new TensorOptional(weights.get(name, width));
    }

    @ParameterizedTest
    @CsvSource({"12, 12, 1", "12, 8, 1", "8, 12, 2.5"})
    void residualBlockAddsItsShortcutAndDivides(int in, int out, double scaleFactor) {
        RandomParameters parameters = new RandomParameters(6)
                .with("r.norm1.weight", in)
                .with("r.norm1.bias", in)
                .linear("r.time_emb_proj", 3, out)
                .with("r.norm2.weight", out)
                .with("r.norm2.bias", out)
                .with("r.conv_shortcut.weight", out, in, 1, 1)
                .with("r.conv_shortcut.bias", out);
        convolution(convolution(parameters, "r.conv1.", in, out), "r.conv2.", out, out);
        Norm norm = new Norm(4, 1e-5);
        try (TensorScope scope = TensorScope.open();
                Weights weights = parameters.open(folder);
                ResnetBlock2D block =
                        new ResnetBlock2D("r", weights, new ResnetBlock2D.Shape(0, in, out, 3, scaleFactor), norm)) {
            Tensor map = torch.randn(2, in, 5, 3);
            Tensor shift = block.timeShift(torch.randn(2, 3)); // [lanes, out], as if lanes were steps
            Weights own = weights.in("r.");
            Tensor hidden = convolve(own.in("conv1."), silu(own.in("norm1."), map, in), in, out)
                    .add(shift.view(2, out, 1, 1)); // [2, out, 5, 3]
            hidden = convolve(own.in("conv2."), silu(own.in("norm2."), hidden, out), out, out); // [2, out, 5, 3]
            Tensor around = in == out
                    ? map
                    : torch.conv2d(map, own.get("conv_shortcut.weight", out, in, 1, 1))
                            .add(own.get("conv_shortcut.bias", out).view(1, out, 1, 1)); // [2, out, 5, 3]
            Maps x = Maps.of(map);
            Tensor before = x.rows().clone();
            assertClose(
                    block.apply(x, shift.unsqueeze(1)).map(), hidden.add(around).div(new Scalar(scaleFactor)));
            assertThat(x.rows().equal(before)).isTrue();
        }
    }

    private static Tensor silu(Weights norm, Tensor map, int channels) {
        return torch.silu(torch.group_norm(
                map, 4, optional(norm, channels, "weight"), optional(norm, channels, "bias"), 1e-5, false));
    }

    private static Tensor convolve(Weights weights, Tensor map, int in, int out) {
        return torch.conv2d(
                map, weights.get("weight", out, in, 3, 3), optional(weights, out, "bias"), ONE, ONE, ONE, 1);
    }

    @Test
    void halvingReadsAMarginOfZeros() {
        try (TensorScope scope = TensorScope.open();
                Weights weights =
                        convolution(new RandomParameters(2), "", WIDTH, 6).open(folder);
                Conv3x3 halving = Conv3x3.halving(weights, WIDTH, 6)) {
            Tensor map = torch.randn(2, WIDTH, 5, 4);
            Maps halved = halving.apply(Maps.of(map));
            assertThat(List.of(halved.lanes(), halved.height(), halved.width())).isEqualTo(List.of(2, 3, 2));
            assertClose(
                    halved.map(),
                    torch.conv2d(
                            map,
                            weights.get("weight", 6, WIDTH, 3, 3),
                            optional(weights, 6, "bias"),
                            new long[] {2, 2},
                            ONE,
                            ONE,
                            1));
        }
    }

    /** Also where the finer level's sides are odd. */
    @ParameterizedTest
    @CsvSource({"3, 2, 6, 4", "3, 2, 5, 4", "3, 2, 6, 3", "4, 3, 7, 5", "1, 1, 1, 1"})
    void upsamplingRepeatsCellsBeforeItsConvolution(int height, int width, int finerHeight, int finerWidth) {
        try (TensorScope scope = TensorScope.open();
                Weights weights = convolution(new RandomParameters(3), "up.conv.", WIDTH, WIDTH)
                        .open(folder);
                Upsample2D upsample = new Upsample2D("up", weights, WIDTH)) {
            Tensor map = torch.randn(2, WIDTH, height, width);
            Tensor finer = torch.upsample_nearest2d(
                    map,
                    new long[] {finerHeight, finerWidth},
                    new DoubleOptional(),
                    new DoubleOptional()); // [2, width, finerHeight, finerWidth]
            Tensor expected = torch.conv2d(
                    finer,
                    weights.get("up.conv.weight", WIDTH, WIDTH, 3, 3),
                    optional(weights, WIDTH, "up.conv.bias"),
                    ONE,
                    ONE,
                    ONE,
                    1);
            assertClose(upsample.to(Maps.of(map), Maps.of(finer)).map(), expected);
        }
    }

    private static RandomParameters convolution(RandomParameters parameters, String prefix, int in, int out) {
        return parameters.with(prefix + "weight", out, in, 3, 3).with(prefix + "bias", out);
    }

    @Test
    void selfAttentionReadsItsOwnLaneOnly() {
        try (TensorScope scope = TensorScope.open();
                Weights weights = attention(WIDTH).open(folder);
                SelfAttention attention = new SelfAttention(weights, WIDTH, HEADS)) {
            Maps maps = new Maps(torch.randn(2 * 6, WIDTH), 2, 3, 2);
            Tensor residual = torch.randn(2 * 6, WIDTH);
            Tensor actual = attention.apply(maps, residual).view(2, 6, WIDTH);
            for (int lane = 0; lane < 2; lane++) {
                Tensor rows = maps.byLane().select(0, lane); // [6, width]
                Tensor expected = attend(weights, rows, rows, WIDTH)
                        .add(residual.view(2, 6, WIDTH).select(0, lane)); // [6, width]
                assertClose(actual.select(0, lane), expected);
            }
        }
    }

    @Test
    void crossAttentionReadsItsOwnLanesText() {
        int textWidth = 7;
        try (TensorScope scope = TensorScope.open();
                Weights weights = attention(textWidth).open(folder);
                CrossAttention attention = new CrossAttention(weights, WIDTH, HEADS, textWidth)) {
            Maps maps = new Maps(torch.randn(2 * 6, WIDTH), 2, 3, 2);
            Tensor residual = torch.randn(2 * 6, WIDTH);
            List<Tensor> texts = List.of(torch.randn(4, textWidth), torch.randn(4, textWidth));
            Tensor actual = attention
                    .apply(maps, residual, texts.stream().map(attention::memory).toList())
                    .view(2, 6, WIDTH);
            for (int lane = 0; lane < 2; lane++) {
                Tensor expected = attend(weights, maps.byLane().select(0, lane), texts.get(lane), textWidth)
                        .add(residual.view(2, 6, WIDTH).select(0, lane)); // [6, width]
                assertClose(actual.select(0, lane), expected);
            }
        }
    }

    private static RandomParameters attention(int memoryWidth) {
        return new RandomParameters(4)
                .with("to_q.weight", WIDTH, WIDTH)
                .with("to_k.weight", WIDTH, memoryWidth)
                .with("to_v.weight", WIDTH, memoryWidth)
                .linear("to_out.0", WIDTH, WIDTH);
    }

    /** Head by head, as the formula says. */
    private static Tensor attend(Weights weights, Tensor rows, Tensor memory, int memoryWidth) {
        Tensor queries = rows.mm(weights.get("to_q.weight", WIDTH, WIDTH).t()); // [rows, width]
        Tensor keys = memory.mm(weights.get("to_k.weight", WIDTH, memoryWidth).t()); // [n, width]
        Tensor values = memory.mm(weights.get("to_v.weight", WIDTH, memoryWidth).t()); // [n, width]
        int headDim = WIDTH / HEADS;
        Tensor attended = torch.empty_like(queries); // [rows, width]
        for (int head = 0; head < HEADS; head++) {
            long start = (long) head * headDim;
            Tensor scores = queries.narrow(1, start, headDim)
                    .mm(keys.narrow(1, start, headDim).t())
                    .div(new Scalar(Math.sqrt(headDim))); // [rows, n]
            attended.narrow(1, start, headDim).copy_(torch.softmax(scores, 1).mm(values.narrow(1, start, headDim)));
        }
        return attended.mm(weights.get("to_out.0.weight", WIDTH, WIDTH).t()).add(weights.get("to_out.0.bias", WIDTH));
    }

    @Test
    void feedForwardIsGatedByGelu() {
        int inner = 4 * WIDTH;
        try (TensorScope scope = TensorScope.open();
                Weights weights = new RandomParameters(5)
                        .linear("net.0.proj", WIDTH, 2 * inner)
                        .linear("net.2", inner, WIDTH)
                        .open(folder);
                FeedForward feedForward = new FeedForward(weights, WIDTH)) {
            Tensor rows = torch.randn(5, WIDTH);
            Tensor residual = torch.randn(5, WIDTH);
            Tensor hidden = torch.linear(
                    rows,
                    weights.get("net.0.proj.weight", 2 * inner, WIDTH),
                    optional(weights, 2 * inner, "net.0.proj.bias")); // [5, 2 * inner]
            Tensor gated = hidden.narrow(1, 0, inner).mul(torch.gelu(hidden.narrow(1, inner, inner))); // [5, inner]
            Tensor expected = torch.linear(
                            gated, weights.get("net.2.weight", WIDTH, inner), optional(weights, WIDTH, "net.2.bias"))
                    .add(residual);
            assertClose(feedForward.apply(rows, residual), expected);
        }
    }

    private static void assertClose(Tensor actual, Tensor expected) {
        assertThat(Tensors.shape(actual)).isEqualTo(Tensors.shape(expected));
        assertThat(actual.sub(expected).abs().max().item_double()).isLessThan(2e-5);
    }
}
