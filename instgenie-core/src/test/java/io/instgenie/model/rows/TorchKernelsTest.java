package io.instgenie.model.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class TorchKernelsTest {
    /** Pairs of numbers are complex; a quarter turn makes (1, 2) into (-2, 1). */
    @Test
    void rotatesPairsInPlace() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor x = Tensors.ofFloats(new float[] {1, 2, 3, 4}, 1, 1, 4); // [rows, heads, headDim]
            Tensor turns = Tensors.ofFloats(new float[] {0, 1, 1, 0}, 1, 1, 2, 2); // a quarter, none
            TorchKernels.rotate(x, torch.view_as_complex(turns));
            assertThat(Tensors.toFloats(x)).containsExactly(new float[] {-2, 1, 3, 4}, Offset.offset(1e-6f));
        }
    }
}
