package io.instgenie.model.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrengthRuleTest {
    /** The steps taken are rounded down, in double: 50 times 0.58 is below 29. */
    @ParameterizedTest
    @CsvSource({"20,1.0,0", "20,0.6,8", "20,0.99,1", "50,0.58,22", "3,0.5,2", "10,0.7,3", "1000,0.001,999"})
    void leavesOutWhatDiffusersLeavesOut(int steps, double strength, int first) {
        assertThat(StrengthRule.firstStep(steps, strength, 1000)).isEqualTo(first);
    }

    @Test
    void refusesWhatLeavesNoStep() {
        assertThatThrownBy(() -> StrengthRule.firstStep(4, 0.2, 1000))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("strength 0.2 leaves none of numInferenceSteps 4; 1 step is left from strength 0.25 on");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesStrengthsOutOfRange(double strength) {
        assertThatThrownBy(() -> StrengthRule.firstStep(4, strength, 1000))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("strength must be in (0, 1], but is " + strength);
    }

    @Test
    void aModelsTrainingBoundsTheSteps() {
        assertThatThrownBy(() -> StrengthRule.firstStep(101, 1, 100))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("numInferenceSteps must be 1 to 100, but is 101");
    }
}
