package io.instgenie.model.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class WeightedSumTest {
    @Test
    void sumsWithoutTouchingItsTerms() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor a = Tensors.ofFloats(new float[] {1, 2}, 2);
            Tensor b = Tensors.ofFloats(new float[] {10, 20}, 2);
            Tensor nan = Tensors.ofFloats(new float[] {Float.NaN, Float.POSITIVE_INFINITY}, 2);
            WeightedSum sum =
                    new WeightedSum().plus(0, nan).plus(1, a).plus(0.5, b).plus(-2, a);
            assertThat(Tensors.toFloats(sum.tensor())).containsExactly(4, 8);
            assertThat(Tensors.toFloats(new WeightedSum().plus(3, a).tensor())).containsExactly(3, 6);
            new WeightedSum().plus(1, a).tensor().zero_();
            assertThat(Tensors.toFloats(a)).containsExactly(1, 2);
            assertThat(Tensors.toFloats(b)).containsExactly(10, 20);
        }
    }

    @Test
    void aSumWithoutTermsIsNone() {
        assertThatThrownBy(() -> new WeightedSum().tensor()).isInstanceOf(IllegalStateException.class);
    }
}
