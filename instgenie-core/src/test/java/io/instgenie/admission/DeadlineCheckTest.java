package io.instgenie.admission;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.cost.BlockWork;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.DenoiserShape;
import io.instgenie.cost.JobSize;
import io.instgenie.cost.StepCost;
import io.instgenie.edit.DeadlineExceededException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlineCheckTest {
    private static final JobSize SIZE = new JobSize(100, 0, 100);

    @Test
    void whatCannotBeInTimeIsRefusedWithTheFacts() {
        CostModel model = new CostModel(List.of("block"));
        model.observeBlock("block", new BlockWork(100, 0, 0), 0.5);
        StepCost costs = new StepCost(model, DenoiserShape.of(List.of("block"), 1));
        assertThatCode(() -> DeadlineCheck.require(5_100_000_000L, SIZE, null, 10, costs))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> DeadlineCheck.require(4_900_000_000L, SIZE, null, 10, costs))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("4.900 s are left, 10 steps take 5.000 s");
    }
}
