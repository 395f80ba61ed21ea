package io.instgenie.model.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With the examples of 2305.08891, table 2, counted from 0. */
class TimestepSpacingTest {
    @Test
    void spacesAsThePaperDoes() {
        assertThat(TimestepSpacing.LINSPACE.timesteps(10, 1000, 0))
                .containsExactly(999, 888, 777, 666, 555, 444, 333, 222, 111, 0);
        assertThat(TimestepSpacing.LEADING.timesteps(10, 1000, 1))
                .containsExactly(901, 801, 701, 601, 501, 401, 301, 201, 101, 1);
        assertThat(TimestepSpacing.TRAILING.timesteps(10, 1000, 0))
                .containsExactly(999, 899, 799, 699, 599, 499, 399, 299, 199, 99);
    }

    @Test
    void solversLeaveTheCleanestOut() {
        assertThat(TimestepSpacing.LINSPACE.solverTimesteps(4, 1000, 1000, 0)).containsExactly(999, 749, 500, 250);
        assertThat(TimestepSpacing.LEADING.solverTimesteps(4, 1000, 1000, 1)).containsExactly(801, 601, 401, 201);
        assertThat(TimestepSpacing.TRAILING.solverTimesteps(4, 1000, 1000, 0)).containsExactly(999, 749, 499, 249);
    }

    @Test
    void oneStepIsSpacedToo() {
        assertThat(TimestepSpacing.LINSPACE.timesteps(1, 1000, 0)).containsExactly(0);
        assertThat(TimestepSpacing.LEADING.timesteps(1, 1000, 1)).containsExactly(1);
        assertThat(TimestepSpacing.TRAILING.timesteps(1, 1000, 0)).containsExactly(999);
    }

    /** Also where the width of a step has no exact double, as with 61 steps. */
    @ParameterizedTest
    @EnumSource
    void thereAreAsManyTimestepsAsSteps(TimestepSpacing spacing) {
        for (int steps = 1; steps <= 1000; steps++) {
            double[] timesteps = spacing.timesteps(steps, 1000, 0);
            assertThat(timesteps).hasSize(steps);
            assertThat(timesteps[0]).isLessThan(1000);
            assertThat(timesteps[steps - 1]).isGreaterThanOrEqualTo(0);
            assertThat(spacing.solverTimesteps(steps, 1000, 1000, 0)).hasSize(steps);
        }
    }
}
