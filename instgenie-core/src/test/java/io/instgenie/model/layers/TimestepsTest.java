package io.instgenie.model.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import org.junit.jupiter.api.Test;

class TimestepsTest {
    private static final double LONGEST_PERIOD = 10_000;

    @Test
    void everyNumberIsWavesOfFallingFrequency() {
        assertWaves(new Timesteps(16, true, 0), 0.0, 3.5, 981.0);
        assertWaves(new Timesteps(16, false, 0), 1.0, 999.0);
        assertWaves(new Timesteps(10, false, 1), 6.5);
    }

    private static void assertWaves(Timesteps timesteps, double... values) {
        int half = timesteps.width() / 2;
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        try (TensorScope scope = TensorScope.open()) {
            float[] embedding = Tensors.toFloats(timesteps.embed(floats));
            for (int i = 0; i < values.length; i++) {
                for (int k = 0; k < half; k++) {
                    double angle = values[i] * Math.pow(LONGEST_PERIOD, -k / (half - timesteps.frequencyShift()));
                    int start = i * timesteps.width() + k;
                    int cosine = timesteps.cosinesFirst() ? start : start + half;
                    int sine = timesteps.cosinesFirst() ? start + half : start;
                    assertThat((double) embedding[cosine]).isCloseTo(Math.cos(angle), within(1e-4));
                    assertThat((double) embedding[sine]).isCloseTo(Math.sin(angle), within(1e-4));
                }
            }
        }
    }
}
