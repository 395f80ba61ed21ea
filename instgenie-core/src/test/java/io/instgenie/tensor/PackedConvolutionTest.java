package io.instgenie.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedConvolutionTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void isLibtorchsConvolution(long seed) {
        Random random = new Random(seed);
        long size = random.nextBoolean() ? 3 : 1;
        long stride = 1 + random.nextInt(2);
        long padding = size / 2;
        long[] shape = {1 + random.nextInt(3), 1 + random.nextInt(40), 1 + random.nextInt(7), 1 + random.nextInt(7)};
        long out = 1 + random.nextInt(40);
        try (TensorScope scope = TensorScope.open()) {
            torch.manual_seed(seed);
            Tensor x = torch.randn(shape).contiguous(MemoryFormat.ChannelsLast);
            Tensor weight = torch.randn(out, shape[1], size, size);
            Tensor bias = torch.randn(out);
            Tensor expected = torch.conv2d(
                    x,
                    weight,
                    new TensorOptional(bias),
                    new long[] {stride, stride},
                    new long[] {padding, padding},
                    new long[] {1, 1},
                    1); // [batch, out, height', width']
            Tensor addend = torch.randn_like(expected).contiguous(MemoryFormat.ChannelsLast);
            Tensor before = addend.clone();
            try (PackedConvolution packed = new PackedConvolution(weight, bias, stride, padding)) {
                assertClose(packed.apply(x), expected, seed);
                assertClose(packed.applyAdd(x, addend), expected.add(addend), seed);
            }
            assertThat(addend.equal(before)).isTrue();
        }
    }

    @Test
    void mapsMayHaveOneCell() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor weight = torch.randn(6, 4, 3, 3);
            Tensor bias = torch.randn(6);
            Tensor x = torch.randn(2, 4).view(2, 1, 1, 4).permute(0, 3, 1, 2); // [2, 4, 1, 1]
            Tensor addend = torch.randn(2, 6).view(2, 1, 1, 6).permute(0, 3, 1, 2); // [2, 6, 1, 1]
            Tensor expected = x.select(3, 0)
                    .select(2, 0)
                    .mm(weight.select(3, 1).select(2, 1).t())
                    .add(bias); // [2, 6]
            try (PackedConvolution packed = new PackedConvolution(weight, bias, 1, 1)) {
                assertClose(
                        packed.applyAdd(x, addend), expected.view(2, 6, 1, 1).add(addend), 0);
            }
        }
    }

    private static void assertClose(Tensor actual, Tensor expected, long seed) {
        assertThat(Tensors.shape(actual)).isEqualTo(Tensors.shape(expected));
        assertThat(actual.sub(expected).abs().max().item_double())
                .as("seed %d", seed)
                .isLessThan(1e-4);
    }
}
