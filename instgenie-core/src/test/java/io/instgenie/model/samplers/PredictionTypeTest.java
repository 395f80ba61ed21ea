package io.instgenie.model.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PredictionTypeTest {
    @Test
    void everyPredictionTellsCleanLatentsAndNoise() {
        Random random = new Random(11);
        for (int i = 0; i < 1000; i++) {
            double signal = 0.05 + random.nextDouble();
            double noise = 0.05 + 10 * random.nextDouble();
            double z = random.nextGaussian();
            double e = random.nextGaussian();
            double x = signal * z + noise * e;
            double velocity = (signal * e - noise * z) / Math.hypot(signal, noise);
            assertTells(PredictionType.EPSILON, signal, noise, new double[] {x, e, z, e});
            assertTells(PredictionType.SAMPLE, signal, noise, new double[] {x, z, z, e});
            assertTells(PredictionType.V_PREDICTION, signal, noise, new double[] {x, velocity, z, e});
        }
    }

    private static void assertTells(
            PredictionType prediction, double signal, double noise, double[] xOutputCleanNoise) {
        double x = xOutputCleanNoise[0];
        double output = xOutputCleanNoise[1];
        Mix clean = prediction.clean(signal, noise);
        assertThat(clean.ofLatents() * x + clean.ofOutput() * output)
                .isEqualTo(xOutputCleanNoise[2], Offset.offset(1e-9));
        Mix of = prediction.noise(signal, noise);
        assertThat(of.ofLatents() * x + of.ofOutput() * output).isEqualTo(xOutputCleanNoise[3], Offset.offset(1e-9));
    }
}
