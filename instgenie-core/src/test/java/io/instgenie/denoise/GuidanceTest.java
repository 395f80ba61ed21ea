package io.instgenie.denoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.instgenie.cost.BlockWork;
import io.instgenie.model.Conditioning;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class GuidanceTest {
    private static final float[] NEGATIVE = {1, -2, 0.5f, 4};
    private static final float[] POSITIVE = {2, -1, 0, 6};
    private static final double SCALE = 3;

    private record Nothing() implements Conditioning {
        @Override
        public BlockWork work(int block) {
            return BlockWork.NONE;
        }

        @Override
        public void close() {}
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
            return Tensors.toFloats(new Guidance(List.of(new Nothing(), new Nothing()), SCALE, rescale).combine(both));
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
