package io.instgenie.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class LinearBackendTest {
    @Test
    void backendsAgree() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor weight = torch.randn(40, 24);
            Tensor bias = torch.randn(40);
            Tensor x = torch.randn(7, 24);
            Tensor addend = torch.randn(7, 40);
            try (LinearKernel packed = LinearBackend.PACKED.prepare(weight, bias);
                    LinearKernel plain = LinearBackend.PLAIN.prepare(weight, bias);
                    LinearKernel withoutBias = LinearBackend.PACKED.prepare(weight, null)) {
                assertThat(difference(packed.apply(x), plain.apply(x))).isCloseTo(0, within(1e-5));
                assertThat(difference(packed.applyGelu(x), plain.applyGelu(x))).isCloseTo(0, within(1e-5));
                assertThat(difference(packed.applyExactGelu(x), plain.applyExactGelu(x)))
                        .isCloseTo(0, within(1e-5));
                assertThat(difference(packed.applyExactGelu(x), torch.gelu(plain.apply(x))))
                        .isCloseTo(0, within(1e-5));
                assertThat(difference(packed.applyMultiply(x, addend), plain.applyMultiply(x, addend)))
                        .isCloseTo(0, within(1e-5));
                assertThat(difference(
                                packed.applyMultiply(x, addend), plain.apply(x).mul(addend)))
                        .isCloseTo(0, within(1e-5));
                assertThat(difference(packed.applyAdd(x, addend), plain.applyAdd(x, addend)))
                        .isCloseTo(0, within(1e-5));
                assertThat(difference(withoutBias.apply(x), plain.apply(x).sub(bias)))
                        .isCloseTo(0, within(1e-5));
            }
        }
    }

    private static double difference(Tensor a, Tensor b) {
        return a.sub(b).abs().max().item_double();
    }
}
