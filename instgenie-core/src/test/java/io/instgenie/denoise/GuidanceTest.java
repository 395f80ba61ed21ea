package io.instgenie.denoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class GuidanceTest {
    private static final float[] NEGATIVE = {1, -2, 0.5f, 4};
    private static final float[] POSITIVE = {2, -1, 0, 6};
    private static final double SCALE = 3;

    private final StubConditioning negative = new StubConditioning(2);
    private final StubConditioning positive = new StubConditioning(2);

    @Test
    void twoLanesGoFromTheNegativeOutputThroughThePositiveOne() {
        Guidance guidance = new Guidance(List.of(negative, positive), 3, 0);
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
        assertThatThrownBy(() -> new Guidance(List.of(), 1, 0)).hasMessageContaining("not 0");
        assertThatThrownBy(() -> new Guidance(List.of(positive, positive, positive), 1, 0))
                .hasMessageContaining("not 3");
    }

    @Test
    void closesAllItsLanes() {
        new Guidance(List.of(negative, positive), 2, 0).close();
        assertThat(negative.timesClosed()).isEqualTo(1);
        assertThat(positive.timesClosed()).isEqualTo(1);
    }

    @Test
    void leadsFromTheNegativeOutputToThePositive() {
        assertThat(combined(0)).containsExactly(new float[] {4, 1, -1, 10}, within(1e-6f));
    }

    /** Diffusers: {@code rescale * cfg * std(positive) / std(cfg) + (1 - rescale) * cfg}. */
    @Test
    void bringsTheDeviationBack() {
        float[] guided = combined(0);
        double ratio = deviation(POSITIVE) / deviation(guided);
        for (double rescale : new double[] {0.3, 0.7, 1}) {
            float[] expected = new float[guided.length];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = (float) (rescale * guided[i] * ratio + (1 - rescale) * guided[i]);
            }
            assertThat(combined(rescale)).containsExactly(expected, within(1e-5f));
        }
        assertThat(deviation(combined(1))).isCloseTo(deviation(POSITIVE), within(1e-5));
    }

    private static float[] combined(double rescale) {
        try (TensorScope scope = TensorScope.open()) {
            float[] outputs = new float[8];
            System.arraycopy(NEGATIVE, 0, outputs, 0, 4);
            System.arraycopy(POSITIVE, 0, outputs, 4, 4);
            Tensor both = Tensors.ofFloats(outputs, 4, 2); // [2 * tokens, channels]
            return Tensors.toFloats(
                    new Guidance(List.of(new StubConditioning(2), new StubConditioning(2)), SCALE, rescale)
                            .combine(both));
        }
    }

    /** Of a sample, as torch's. */
    private static double deviation(float[] values) {
        double mean = 0;
        for (float value : values) {
            mean += value / values.length;
        }
        double squares = 0;
        for (float value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.length - 1));
    }
}
