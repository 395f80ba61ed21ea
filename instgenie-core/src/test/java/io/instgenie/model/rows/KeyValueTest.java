package io.instgenie.model.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.model.Numbers;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class KeyValueTest {
    @Test
    void keysAndValuesHaveScalesOfTheirOwn() {
        try (TensorScope scope = TensorScope.open()) {
            KeyValue whole = KeyValue.of(new Numbers(rows(1, 2), rows(10, 100)), new Numbers(rows(3, 4), rows(2, 3)));
            KeyValue.Scales scales = Objects.requireNonNull(whole.scales());
            assertThat(Tensors.toFloats(scales.values())).containsExactly(2, 3);
            KeyValue converted = whole.in(ScalarType.Float);
            assertThat(converted.scales()).isNull();
            assertThat(Tensors.toFloats(converted.keys())).containsExactly(10, 200);
            assertThat(Tensors.toFloats(converted.values())).containsExactly(6, 12);
        }
    }

    @Test
    void withoutScalesNumbersStayWhatTheyAre() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor keys = rows(1, 2);
            KeyValue plain = KeyValue.of(new Numbers(keys), new Numbers(rows(3, 4)));
            assertThat(plain.scales()).isNull();
            assertThat(plain.keys()).isSameAs(keys);
            assertThat(Tensors.toFloats(plain.in(ScalarType.Float).values())).containsExactly(3, 4);
        }
    }

    /** {@code [2, 1, 1]}. */
    private static Tensor rows(float first, float second) {
        return Tensors.ofFloats(new float[] {first, second}, 2, 1, 1);
    }
}
