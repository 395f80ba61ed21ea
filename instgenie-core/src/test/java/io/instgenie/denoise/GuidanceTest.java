package io.instgenie.denoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class GuidanceTest {
    private final StubConditioning negative = new StubConditioning(2);
    private final StubConditioning positive = new StubConditioning(2);

    @Test
    void twoLanesGoFromTheNegativeOutputThroughThePositiveOne() {
        Guidance guidance = new Guidance(List.of(negative, positive), 3);
        try (TensorScope scope = TensorScope.open()) {
            float[] combined =
                    Tensors.toFloats(guidance.combine(Tensors.ofFloats(new float[] {1, 2, 3, 4, 2, 2, 2, 6}, 4, 2)));
            assertThat(combined).containsExactly(1 + 3, 2, 3 - 3, 4 + 6);
        }
    }

    @Test
    void oneLaneIsTakenAsItIs() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor output = Tensors.ofFloats(new float[] {1, 2}, 1, 2);
            assertThat(Guidance.none(positive).combine(output)).isSameAs(output);
        }
    }

    @Test
    void noOtherNumberOfLanesIsPossible() {
        assertThatThrownBy(() -> new Guidance(List.of(), 1)).hasMessageContaining("not 0");
        assertThatThrownBy(() -> new Guidance(List.of(positive, positive, positive), 1))
                .hasMessageContaining("not 3");
    }

    @Test
    void closesAllItsLanes() {
        new Guidance(List.of(negative, positive), 2).close();
        assertThat(negative.timesClosed()).isEqualTo(1);
        assertThat(positive.timesClosed()).isEqualTo(1);
    }
}
