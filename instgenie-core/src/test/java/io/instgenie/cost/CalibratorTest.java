package io.instgenie.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class CalibratorTest {
    private static final List<String> KINDS = List.of("double", "single");

    private final FakeMachine machine = new FakeMachine();

    @Test
    void findsWhatTheMachineCosts() {
        CostModel costs =
                new Calibrator(Duration.ofSeconds(5), 4608, 50_000_000).calibrate(KINDS, List.of(Tier.HOST), machine);
        Percentage close = Percentage.withPercentage(5);
        assertThat(costs.blockSeconds("double", 700, 4608)).isCloseTo(machine.block("double", 700, 4608), close);
        assertThat(costs.blockSeconds("single", 4608, 4608)).isCloseTo(machine.block("single", 4608, 4608), close);
        assertThat(costs.projectSeconds("single", 3000)).isCloseTo(3000 * 2e-7, close);
        assertThat(costs.loadSeconds(Tier.HOST, 10_000_000)).isCloseTo(1e-5 + 1e-3, close);
        assertThat(costs.blockFit("double").rSquared()).isGreaterThan(0.99);
        assertThat(costs.calibratedBlocks()).isBetween(0.99, 1.0);
        assertThat(costs.calibratedLoads()).isBetween(0.99, 1.0);
    }

    @Test
    void whatIsLearntLaterDoesNotChangeHowWellTheMachineWasMeasured() {
        CostModel costs =
                new Calibrator(Duration.ofSeconds(5), 4608, 50_000_000).calibrate(KINDS, List.of(Tier.HOST), machine);
        double blocks = costs.calibratedBlocks();
        costs.observeBlock("double", BlockWork.of(100, 4608), 10);
        assertThat(costs.calibratedBlocks()).isEqualTo(blocks);
        assertThat(costs.blockFit("double").rSquared()).isLessThan(blocks);
        assertThat(CostModel.guess(KINDS, 1e-6).calibratedBlocks()).isNaN();
        assertThat(CostModel.guess(KINDS, 1e-6).calibratedLoads()).isNaN();
    }

    @Test
    void staysNearItsBudget() {
        new Calibrator(Duration.ofMillis(500), 4608, 50_000_000).calibrate(KINDS, List.of(Tier.HOST), machine);
        assertThat(machine.spent).isBetween(0.1, 0.7);
    }

    @Test
    void measuresEverySizeTwiceOnNoBudget() {
        new Calibrator(Duration.ZERO, 100, 1000).calibrate(List.of("double"), List.of(), machine);
        assertThat(machine.runs).isEqualTo(2 * (7 + 4));
    }

    @Test
    void whatWasNotMeasuredIsNotForetold() {
        CostModel costs = new Calibrator(Duration.ZERO, 100, 1000).calibrate(KINDS, List.of(Tier.HOST), machine);
        assertThatIllegalStateException()
                .isThrownBy(() -> costs.loadSeconds(Tier.DISK, 1))
                .withMessageContaining("DISK");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> costs.blockSeconds("triple", 1, 1))
                .withMessageContaining("[double, single]");
        costs.observeLoad(Tier.DISK, 1_000, 0.5);
        assertThat(costs.loadSeconds(Tier.DISK, 1_000)).isCloseTo(0.5, Percentage.withPercentage(0.1));
    }

    /** Costs by known laws, 2 % more or less in turn. */
    private static final class FakeMachine implements Calibrator.Probe {
        private double spent;
        private int runs;

        double block(String kind, double rows, double keys) {
            return (kind.equals("double") ? 2 : 1) * (5e-5 + 1e-6 * rows + 1e-10 * rows * keys);
        }

        @Override
        public double blockSeconds(String kind, int rows, int keys) {
            return run(block(kind, rows, keys));
        }

        @Override
        public double projectSeconds(String kind, int rows) {
            return run(2e-7 * rows);
        }

        @Override
        public double loadSeconds(Tier tier, long bytes) {
            return run(1e-5 + bytes * 1e-10);
        }

        private double run(double seconds) {
            double noisy = seconds * (1 + 0.02 * (runs++ % 3 - 1));
            spent += noisy;
            return noisy;
        }
    }
}
