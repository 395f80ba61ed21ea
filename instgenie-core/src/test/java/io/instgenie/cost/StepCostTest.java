package io.instgenie.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class StepCostTest {
    private static final JobSize SIZE = new JobSize(100, 20, 400);

    private final CostModel model = new CostModel(List.of("double", "single"));
    private final DenoiserShape shape =
            new DenoiserShape(List.of(new DenoiserShape.Kind("double", 2, 8), new DenoiserShape.Kind("single", 5, 8)));

    @Test
    void aStepIsTheSumOfItsBlocks() {
        measure();
        StepCost costs = new StepCost(model, shape);
        double blocks = 2 * model.blockSeconds("double", 120, 420) + 5 * model.blockSeconds("single", 120, 420);
        assertThat(costs.step().plus(costs.edit(SIZE)).computeSeconds()).isCloseTo(blocks, within(1e-9));
        assertThat(costs.template(SIZE, Tier.HOST).loadSeconds())
                .isCloseTo(7 * model.loadSeconds(Tier.HOST, 300 * 8), within(1e-9));
    }

    @Test
    void whatIsNowhereOrNotWorthALoadIsComputed() {
        measure();
        StepCost costs = new StepCost(model, shape);
        Demand nowhere = costs.template(SIZE, null);
        assertThat(nowhere.loadSeconds()).isZero();
        assertThat(nowhere.computeSeconds())
                .isEqualTo(costs.template(SIZE, Tier.HOST).templateSeconds());
        assertThat(costs.template(SIZE, Tier.DISK)).as("never measured").isEqualTo(nowhere);
        assertThat(costs.template(SIZE, Tier.DEVICE)).isEqualTo(Demand.NONE);
        assertThat(costs.template(new JobSize(400, 20, 400), null)).as("dense").isEqualTo(Demand.NONE);
    }

    @Test
    void loadsHideBehindComputeAndBeyondThatAPartIsComputed() {
        assertThat(Demand.seconds(5, 4, 100)).isEqualTo(5);
        assertThat(Demand.seconds(5, 8, 0)).isEqualTo(5);
        // Loading 9 of 12 takes 9; computing the other quarter takes 6 + 3.
        assertThat(Demand.seconds(6, 12, 12)).isCloseTo(9, within(1e-12));
        Demand demand = new Demand(6, 12, 12);
        assertThat(demand.times(7).seconds()).isCloseTo(7 * demand.seconds(), within(1e-9));
    }

    /** A coarse level has a quarter of the image rows, and none of the text's. */
    @Test
    void coarserLevelsHaveFewerRowsAndLanesDoubleThem() {
        measure();
        StepCost costs = new StepCost(
                model,
                new DenoiserShape(List.of(
                        new DenoiserShape.Kind("double", 2, 1, 0, 8),
                        new DenoiserShape.Kind("single", 5, 0.25, 0, 2))));
        double fine = model.blockSeconds("double", 100, 400) - model.blockSeconds("double", 0, 0);
        double coarse = model.blockSeconds("single", 25, 100) - model.blockSeconds("single", 0, 0);
        double lane = 2 * fine + 5 * coarse;
        assertThat(costs.edit(SIZE).computeSeconds()).isCloseTo(lane, within(1e-9));
        assertThat(costs.edit(new JobSize(100, 20, 400, 2)).computeSeconds()).isCloseTo(2 * lane, within(1e-9));
        assertThat(costs.template(new JobSize(100, 20, 400, 2), null).computeSeconds())
                .as("both lanes read one template")
                .isEqualTo(costs.template(SIZE, null).computeSeconds());
    }

    @Test
    void impossibleSizesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new JobSize(0, 1, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new JobSize(11, 1, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new DenoiserShape(List.of()));
    }

    private void measure() {
        for (int rows = 100; rows <= 400; rows += 100) {
            for (int keys = 100; keys <= 400; keys += 300) {
                model.observeBlock("double", BlockWork.of(rows, keys), 1 + rows * 2e-3 + rows * keys * 1e-5);
                model.observeBlock("single", BlockWork.of(rows, keys), 2 + rows * 1e-3 + rows * keys * 2e-5);
            }
        }
        model.observeLoad(Tier.HOST, 1000, 1.5);
        model.observeLoad(Tier.HOST, 2000, 2.5);
    }
}
