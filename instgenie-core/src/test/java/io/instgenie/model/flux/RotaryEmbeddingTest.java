package io.instgenie.model.flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class RotaryEmbeddingTest {
    private static final int HEIGHT = 3;
    private static final int WIDTH = 5;

    private final RotaryEmbedding rotary = new RotaryEmbedding(List.of(4, 4, 8));

    @Test
    void rowsOfSomeTokensAreThoseOfTheGrid() {
        try (TensorScope scope = TensorScope.open()) {
            long[] some = {0, 4, 7, 14};
            Tensor all =
                    rotary.of(HEIGHT, WIDTH, LongStream.range(0, HEIGHT * WIDTH).toArray());
            Tensor selected = all.index_select(0, Tensors.ofLongs(some, some.length)); // [4, 1, headDim / 2]
            assertThat(values(rotary.of(HEIGHT, WIDTH, some))).containsExactly(values(selected));
        }
    }

    /** Token 7 stands in row 1, column 2: the axes' slowest angles are 1 and 2 times their frequency. */
    @Test
    void anglesGrowWithRowAndColumn() {
        try (TensorScope scope = TensorScope.open()) {
            float[] values = values(rotary.of(HEIGHT, WIDTH, new long[] {7}));
            assertThat(values).hasSize(16);
            assertThat(values).startsWith(1, 0, 1, 0);
            assertThat(values[4]).isCloseTo((float) Math.cos(1), within(1e-6f));
            assertThat(values[7]).isCloseTo((float) Math.sin(0.01), within(1e-6f));
            assertThat(values[8]).isCloseTo((float) Math.cos(2), within(1e-6f));
            assertThat(values[11]).isCloseTo((float) Math.sin(0.2), within(1e-6f));
        }
    }

    private static float[] values(Tensor complex) {
        return Tensors.toFloats(torch.view_as_real(complex));
    }
}
