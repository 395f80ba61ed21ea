package io.instgenie.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CostModelTest {
    /** Blocks of one second and of two for each row, with 30 and 40 rows: 110 seconds a step. */
    @Test
    void stepsOfATemplateTakeWhatAllItsRowsTakeInAllBlocks() {
        CostModel costs = CostModel.guess(Map.of("slow", 2.0, "fast", 1.0));
        List<BlockShape> blocks = List.of(
                new BlockShape("fast", 10, 20, List.of(), 1, true), new BlockShape("slow", 0, 40, List.of(), 1, true));
        assertThat(costs.stepsSeconds(1, blocks)).isCloseTo(110, within(1e-6));
        assertThat(costs.stepsSeconds(2.5, blocks)).isCloseTo(275, within(1e-6));
        assertThat(costs.stepsSeconds(0, blocks)).isZero();
    }
}
