package io.instgenie.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void wholeNumbersAreMultipliedByTheirScales() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor rows = Tensors.ofFloats(new float[] {1, -2, 3, 127}, 2, 1, 2).to(ScalarType.Char);
            Numbers numbers = new Numbers(rows, Tensors.ofFloats(new float[] {0.5f, 2}, 2, 1, 1));
            assertThat(Tensors.toFloats(numbers.in(ScalarType.Float))).containsExactly(0.5f, -1, 6, 254);
            assertThat(Tensors.toFloats(numbers.narrow(1, 1).in(ScalarType.Float)))
                    .containsExactly(6, 254);
            assertThat(Tensors.toFloats(rows)).containsExactly(1, -2, 3, 127);
        }
    }

    @Test
    void numbersThatAreWhatTheyStandForAreShared() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor rows = Tensors.ofFloats(new float[] {1, 2, 3}, 3, 1, 1);
            Tensor same = new Numbers(rows).in(ScalarType.Float);
            assertThat(same.data_ptr().address()).isEqualTo(rows.data_ptr().address());
            Numbers part = new Numbers(rows).narrow(1, 2);
            assertThat(part.scales()).isNull();
            assertThat(Tensors.toFloats(part.rows())).containsExactly(2, 3);
            assertThat(new Numbers(rows).in(ScalarType.Half).scalar_type().intern())
                    .isEqualTo(ScalarType.Half);
        }
    }
}
