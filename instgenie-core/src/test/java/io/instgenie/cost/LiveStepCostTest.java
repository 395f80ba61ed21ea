package io.instgenie.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LiveStepCostTest {
    private static final double GUESS = 1e-6;
    private static final int BLOCKS = 3;

    private final CostModel model = CostModel.guess(List.of("block"), GUESS);
    private final LiveStepCost costs = new LiveStepCost(model, DenoiserShape.of(List.of("block", "block", "block"), 8));

    private double seconds(int rows) {
        return costs.get()
                .step()
                .plus(costs.get().edit(new JobSize(rows, 0, rows)))
                .seconds();
    }

    private void step(int rows, double blockSeconds) {
        model.observeBlock("block", BlockWork.of(rows, rows), blockSeconds);
        costs.stepped(1, 0);
    }

    @Test
    void theGuessStandsUntilTheFirstStep() {
        assertThat(seconds(500)).isCloseTo(BLOCKS * 500 * GUESS, within(1e-9));
        assertThat(costs.isMeasured()).isFalse();
    }

    @Test
    void oneStepCorrectsTheGuessForAllSizes() {
        step(200, 2);
        assertThat(seconds(400)).isCloseTo(BLOCKS * 4, within(0.1));
    }

    @Test
    void stepsOfManySizesReplaceTheGuess() {
        Random random = new Random(3);
        for (int i = 0; i < 400; i++) {
            int rows = 50 + random.nextInt(1000);
            step(rows, 0.01 + rows * 1e-4 + rows * rows * 1e-7);
        }
        assertThat(costs.isMeasured()).isTrue();
        assertThat(seconds(300)).isCloseTo(BLOCKS * (0.01 + 0.03 + 0.009), within(0.001));
    }

    @Test
    void whatStepsTakeBesideTheirBlocksAndBetweenThemCounts() {
        model.observeBlock("block", BlockWork.of(100, 100), 1);
        for (int jobs = 1; jobs <= 8; jobs++) {
            model.observePhase(CostModel.Phase.STEP, jobs, 0.5 + jobs * 0.25);
            costs.stepped(jobs, 0.125);
        }
        assertThat(costs.get().step().computeSeconds()).isGreaterThanOrEqualTo(0.5);
        assertThat(seconds(100)).isCloseTo(BLOCKS + 0.75 + 0.125, within(0.02));
    }
}
