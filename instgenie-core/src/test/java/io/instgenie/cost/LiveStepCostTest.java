package io.instgenie.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LiveStepCostTest {
    private static final double GUESS = 1e-6;

    private final LiveStepCost costs = new LiveStepCost(GUESS);

    private double seconds(int rows) {
        return costs.get()
                .step()
                .plus(costs.get().edit(new JobSize(rows, 0, rows)))
                .seconds();
    }

    @Test
    void theGuessStandsUntilTheFirstStep() {
        assertThat(seconds(500)).isCloseTo(500 * GUESS, within(1e-9));
        assertThat(costs.isMeasured()).isFalse();
    }

    @Test
    void oneStepCorrectsTheGuessForAllSizes() {
        costs.observe(200, 200.0 * 200, 2);
        assertThat(seconds(400)).isCloseTo(4, within(0.1));
    }

    @Test
    void stepsOfManySizesReplaceTheGuess() {
        Random random = new Random(3);
        for (int i = 0; i < 400; i++) {
            int rows = 50 + random.nextInt(1000);
            costs.observe(rows, (double) rows * rows, 0.01 + rows * 1e-4 + rows * rows * 1e-7);
        }
        assertThat(costs.isMeasured()).isTrue();
        assertThat(seconds(300)).isCloseTo(0.01 + 0.03 + 0.009, within(0.001));
    }
}
