package io.instgenie.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class OnlineFitTest {
    private static final Percentage CLOSE = Percentage.withPercentage(0.01);

    private final OnlineFit fit = new OnlineFit();

    @Test
    void findsTheLineThroughItsSamples() {
        for (int bytes = 1_000; bytes < 100_000_000; bytes *= 3) {
            fit.calibrate(bytes, 0, 0, 2e-5 + bytes / 1e10);
        }
        assertThat(fit.fit().intercept()).isCloseTo(2e-5, CLOSE);
        assertThat(fit.fit().perX()).isCloseTo(1e-10, CLOSE);
        assertThat(fit.fit().rSquared()).isCloseTo(1, within(1e-9));
    }

    @Test
    void findsThePlaneOfRowsAndRowsTimesKeys() {
        for (int rows = 16; rows <= 4096; rows *= 4) {
            for (int keys = rows; keys <= 4608; keys += 1500) {
                fit.calibrate(rows, (double) rows * keys, 0, 1e-4 + 3e-6 * rows + 2e-10 * rows * keys);
            }
        }
        assertThat(fit.fit().at(1000, 1000.0 * 4608, 0)).isCloseTo(1e-4 + 3e-3 + 2e-10 * 1000 * 4608, CLOSE);
        assertThat(fit.fit().perY()).isCloseTo(2e-10, CLOSE);
    }

    @Test
    void rSquaredTellsAPoorFit() {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            fit.calibrate(random.nextDouble(), 0, 0, random.nextDouble());
        }
        assertThat(fit.fit().rSquared()).isBetween(-0.1, 0.1);
    }

    @Test
    void coefficientsAreNeverNegative() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            OnlineFit noisy = new OnlineFit();
            for (int i = 0; i < 1 + seed % 9; i++) {
                noisy.calibrate(random.nextInt(100), random.nextInt(10_000), random.nextInt(10), random.nextDouble());
                LinearFit line = noisy.fit();
                assertThat(Math.min(line.intercept(), Math.min(line.perX(), Math.min(line.perY(), line.perZ()))))
                        .as("seed %d", seed)
                        .isNotNegative();
            }
        }
    }

    @Test
    void oneSizeAloneIsForetoldExactly() {
        fit.calibrate(50, 2_500, 50, 0.25);
        assertThat(fit.fit().at(50, 2_500, 50)).isCloseTo(0.25, CLOSE);
    }

    @Test
    void followsALastingChangeAndKeepsTheShape() {
        calibrateOneSecondPerUnit();
        for (int i = 0; i < 300; i++) {
            fit.observe(50, 0, 0, 100);
        }
        assertThat(fit.fit().at(50)).isCloseTo(100, Percentage.withPercentage(15));
        assertThat(fit.fit().at(100)).isGreaterThan(fit.fit().at(50));
    }

    /** A machine that turns slower halfway through a long run. */
    @Test
    void followsAChangeHoweverLongItWasSteady() {
        calibrateOneSecondPerUnit();
        for (int i = 0; i < 1_000; i++) {
            fit.observe(50, 0, 0, 50);
        }
        for (int i = 0; i < 60; i++) {
            fit.observe(50, 0, 0, 100);
        }
        assertThat(fit.fit().at(50)).isGreaterThan(80);
    }

    @Test
    void aCopyLearnsForItself() {
        calibrateOneSecondPerUnit();
        fit.observe(50, 0, 0, 60);
        OnlineFit copy = fit.copy();
        assertThat(copy.fit()).isEqualTo(fit.fit());
        copy.observe(50, 0, 0, 100);
        fit.observe(50, 0, 0, 100);
        assertThat(copy.fit()).isEqualTo(fit.fit());
        copy.observe(50, 0, 0, 100);
        assertThat(copy.fit().at(50)).isGreaterThan(fit.fit().at(50));
    }

    @Test
    void oneOutlierDoesLittle() {
        calibrateOneSecondPerUnit();
        fit.observe(50, 0, 0, 5_000);
        assertThat(fit.fit().at(50)).isLessThan(75);
    }

    @Test
    void refusesNumbersThatAreNoTimes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fit.observe(1, 0, 0, Double.NaN))
                .withMessageContaining("seconds");
        assertThatIllegalArgumentException().isThrownBy(() -> fit.calibrate(-1, 0, 0, 1));
        assertThat(fit.isEmpty()).isTrue();
    }

    /** Rows, and beside them what each job gathers, however small it is. */
    @Test
    void tellsWhatJobsCostFromWhatRowsCost() {
        Random random = new Random(5);
        for (int i = 0; i < 100; i++) {
            int jobs = 1 + random.nextInt(8);
            int rows = jobs * (20 + random.nextInt(200));
            fit.observe(rows, 280.0 * rows, 280.0 * jobs, 1 + rows * 0.01 + jobs * 0.5);
        }
        assertThat(fit.fit().at(300, 280.0 * 300, 280)).isCloseTo(4.5, CLOSE);
        assertThat(fit.fit().at(300, 280.0 * 300, 280.0 * 8)).isCloseTo(8, CLOSE);
    }

    @Test
    void aGuessGivesProportionsUntilThereAreSamples() {
        for (int x = 10; x <= 100; x += 30) {
            fit.guess(x, 0, 0, x);
        }
        assertThat(fit.fit().at(50)).isCloseTo(50, CLOSE);
        fit.observe(20, 0, 0, 200);
        assertThat(fit.fit().at(50)).isCloseTo(500, CLOSE);
        assertThat(fit.isCalibrated()).isFalse();
    }

    private void calibrateOneSecondPerUnit() {
        for (int x = 10; x <= 100; x += 10) {
            fit.calibrate(x, 0, 0, x);
        }
    }
}
