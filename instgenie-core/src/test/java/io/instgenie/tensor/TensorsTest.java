package io.instgenie.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TensorsTest {
    private TensorScope scope;

    @BeforeEach
    void openScope() {
        scope = TensorScope.open();
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    @Test
    void copiesThereAndBack() {
        assertThat(Tensors.toFloats(Tensors.ofFloats(new float[] {1, -2, 3}, 3, 1)))
                .containsExactly(1, -2, 3);
        assertThat(Tensors.toLongs(Tensors.ofLongs(new long[] {4, -5}, 2))).containsExactly(4, -5);
        assertThat(Tensors.shape(Tensors.ofFloats(new float[6], 2, 1, 3))).containsExactly(2, 1, 3);
    }

    @Test
    void scalarsAndEmptyTensorsAreTensors() {
        assertThat(Tensors.toFloats(Tensors.ofFloats(new float[] {7}))).containsExactly(7);
        assertThat(Tensors.shape(Tensors.ofFloats(new float[] {7}))).isEmpty();
        assertThat(Tensors.toFloats(Tensors.ofFloats(new float[0], 0, 4))).isEmpty();
        assertThat(Tensors.toLongs(Tensors.ofLongs(new long[0], 0))).isEmpty();
    }

    @Test
    void valuesMustFillTheShape() {
        assertThatThrownBy(() -> Tensors.ofFloats(new float[5], 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("5 values do not fill the shape [2, 3]");
    }
}
