package io.instgenie.model.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NoiseTableTest {
    private static final BetaConfig ZERO_SNR = new BetaConfig(1000, BetaSchedule.SCALED_LINEAR, 0.00085, 0.012, true);

    @ParameterizedTest
    @EnumSource
    void noiseGrowsWithTime(BetaSchedule schedule) {
        NoiseTable table = NoiseTable.byAlpha(new BetaConfig(1000, schedule, 0.0001, 0.02, false));
        for (int t = 1; t < table.size(); t++) {
            assertThat(table.alphaCumprod(t)).isLessThan(table.alphaCumprod(t - 1));
            assertThat(table.level(t).noise())
                    .isGreaterThanOrEqualTo(table.level(t - 1).noise());
            assertThat(Math.hypot(table.level(t).signal(), table.level(t).noise()))
                    .isEqualTo(1, Offset.offset(1e-6));
        }
    }

    /** Of Stable Diffusion: the σ that its samplers begin with, and the ᾱ they end at. */
    @Test
    void endsWhereStableDiffusionEnds() {
        NoiseTable table = NoiseTable.bySigma(Samplers.BETAS);
        assertThat(table.largestSigma()).isEqualTo(14.6146f, Offset.offset(1e-4f));
        assertThat(table.smallestSigma()).isEqualTo(0.0292f, Offset.offset(1e-4f));
        assertThat(table.alphaCumprod(0)).isEqualTo(1 - 0.00085, Offset.offset(1e-7));
    }

    @Test
    void sigmasAndTimestepsAreEachOthersInverse() {
        NoiseTable table = NoiseTable.bySigma(Samplers.BETAS);
        for (int t = 0; t < table.size(); t++) {
            assertThat(table.timestepOf(table.sigmaAt(t))).isEqualTo(t, Offset.offset(2e-3));
            assertThat(table.timestepOf(table.sigmaAt(t + 0.25))).isBetween(t - 0.001, t + 0.3);
        }
        assertThat(table.timestepOf(100)).isEqualTo(999);
        assertThat(table.timestepOf(0)).isZero();
        assertThat(table.sigmaAt(-1)).isEqualTo(table.smallestSigma());
        assertThat(table.sigmaAt(1000)).isEqualTo(table.largestSigma());
    }

    @Test
    void rescalingLeavesNothingOfThePictureAtTheEndAndAllElseAtTheBeginning() {
        NoiseTable table = NoiseTable.byAlpha(ZERO_SNR);
        assertThat(table.alphaCumprod(999)).isZero();
        assertThat(table.level(999)).isEqualTo(new NoiseLevel(0, 1));
        assertThat(table.alphaCumprod(0))
                .isEqualTo(NoiseTable.byAlpha(Samplers.BETAS).alphaCumprod(0), Offset.offset(1e-7));
        assertThat(NoiseTable.bySigma(ZERO_SNR).largestSigma()).isEqualTo(4096);
    }

    @Test
    void cosineBetasAreCapped() {
        float[] betas = BetaSchedule.SQUAREDCOS_CAP_V2.betas(1000, 0.1, 0.1);
        assertThat(betas[999]).isEqualTo(0.999f);
        assertThat(betas[0]).isEqualTo(4.1e-5f, Offset.offset(1e-6f));
    }
}
