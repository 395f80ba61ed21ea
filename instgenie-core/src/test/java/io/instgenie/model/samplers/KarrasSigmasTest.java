package io.instgenie.model.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class KarrasSigmasTest {
    @Test
    void fallFromTheLargestToTheSmallest() {
        double[] sigmas = new KarrasSigmas(null, null).sigmas(10, 0.03, 14);
        assertThat(sigmas[0]).isEqualTo(14, Offset.offset(1e-12));
        assertThat(sigmas[9]).isEqualTo(0.03, Offset.offset(1e-12));
        double step = root(sigmas[1]) - root(sigmas[0]);
        for (int i = 1; i < 10; i++) {
            assertThat(root(sigmas[i]) - root(sigmas[i - 1])).isEqualTo(step, Offset.offset(1e-12));
        }
    }

    @Test
    void ownRangeGoesFirst() {
        double[] sigmas = new KarrasSigmas(0.1, 9.0).sigmas(3, 0.03, 14);
        assertThat(sigmas[0]).isEqualTo(9, Offset.offset(1e-12));
        assertThat(sigmas[2]).isEqualTo(0.1, Offset.offset(1e-12));
        assertThat(new KarrasSigmas(null, null).sigmas(1, 0.03, 14)[0]).isEqualTo(14, Offset.offset(1e-12));
    }

    private static double root(double sigma) {
        return Math.pow(sigma, 1 / 7.0);
    }
}
