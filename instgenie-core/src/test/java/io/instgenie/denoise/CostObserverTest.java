package io.instgenie.denoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.instgenie.cost.BlockWork;
import io.instgenie.cost.CostModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostObserverTest {
    private static final List<String> KINDS = List.of("fine", "coarse", "fine");

    private final CostModel costs = new CostModel(KINDS);
    private final CostObserver observer = new CostObserver(costs, KINDS);

    /** Fine blocks take 2 and 4 seconds a row, on average 3; coarse ones, with a quarter of the rows, 10. */
    @Test
    void blocksOfAKindCountAsTheirAverage() {
        for (int rows : new int[] {40, 80, 120, 400}) {
            BlockWork fine = BlockWork.of(rows, 0);
            BlockWork coarse = BlockWork.of(rows / 4, 0);
            observer.stepped(1, List.of(fine, coarse, fine), new double[] {2.0 * rows, 10 * rows / 4.0, 4.0 * rows}, 1);
        }
        assertThat(costs.blockSeconds("fine", 100, 0)).isCloseTo(300, within(1.0));
        assertThat(costs.blockSeconds("coarse", 25, 0)).isCloseTo(250, within(1.0));
    }

    @Test
    void blocksThatComputedForATemplateDoNotCount() {
        BlockWork work = BlockWork.of(10, 0);
        observer.stepped(1, List.of(work, work, work), new double[] {Double.NaN, Double.NaN, Double.NaN}, 1);
        assertThat(costs.knows("fine")).isFalse();
        assertThat(costs.knows("coarse")).isFalse();
    }
}
