package io.instgenie.plan;

import static io.instgenie.plan.BlockCost.NOT_STORED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PlannersTest {
    @Test
    void fixedPlannersFallBackWhereTheirModeIsNotStored() {
        BlockCost both = new BlockCost(1, 4, 3, 2, 2);
        BlockCost onlyX = new BlockCost(1, 4, NOT_STORED, 2, 2);
        PlanRequest request = request(1, true, both, onlyX, both);
        assertThat(new FixedPlanner(BlockMode.KV).plan(request).modes())
                .containsExactly(List.of(BlockMode.KV, BlockMode.X, BlockMode.KV));
        assertThat(new FixedPlanner(BlockMode.COMPUTE).plan(request).mode(0, 1)).isEqualTo(BlockMode.COMPUTE);
    }

    @Test
    void plannersKeepRowsResidentForABlockWithNothingStored() {
        BlockCost onlyKv = new BlockCost(1, 4, 3, NOT_STORED, NOT_STORED);
        BlockCost nothing = new BlockCost(1, 4, NOT_STORED, NOT_STORED, NOT_STORED);
        PlanRequest request = request(1, true, onlyKv, onlyKv, nothing);
        List<BlockMode> lead = List.of(BlockMode.COMPUTE, BlockMode.COMPUTE);
        assertThat(new FixedPlanner(BlockMode.KV).plan(request).modes().get(0)).startsWith(lead.get(0), lead.get(1));
        assertThat(new GreedyPlanner().plan(request).modes().get(0)).startsWith(lead.get(0), lead.get(1));
        assertThat(new OptimalPlanner().plan(request).modes())
                .containsExactly(List.of(BlockMode.COMPUTE, BlockMode.COMPUTE, BlockMode.X));
    }

    @Test
    void aRequestWithoutAnyPlanIsRefused() {
        BlockCost nothing = new BlockCost(1, 4, NOT_STORED, NOT_STORED, NOT_STORED);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request(1, false, nothing))
                .withMessageContaining("no plan");
    }

    @Test
    void greedyTakesTheCacheWheneverThisBlockEndsSooner() {
        BlockCost slowLoad = new BlockCost(0, 10, 9, NOT_STORED, 0);
        PlanRequest request = request(PlanRequest.UNLIMITED, true, slowLoad, slowLoad, slowLoad, slowLoad);
        Plan greedy = new GreedyPlanner().plan(request);
        assertThat(greedy.modes().get(0)).containsOnly(BlockMode.KV);
        assertThat(greedy.makespanSeconds()).isEqualTo(37);
        assertThat(new OptimalPlanner().plan(request).makespanSeconds()).isLessThan(25);
    }

    @Test
    void rememberedPlansAreNotPlannedAgain() {
        AtomicInteger calls = new AtomicInteger();
        BlockPlanner counting = request -> {
            calls.incrementAndGet();
            return new OptimalPlanner().plan(request);
        };
        MemoizedPlanner planner = new MemoizedPlanner(counting, 10);
        Plan first = planner.plan(request(2, true, new BlockCost(1, 4, 3, 2, 2)));
        assertThat(planner.plan(request(2, true, new BlockCost(1, 4, 3, 2, 2)))).isSameAs(first);
        planner.plan(request(2, true, new BlockCost(1, 4, 3.5, 2, 2)));
        assertThat(calls).hasValue(2);
    }

    @Test
    void badNumbersAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BlockCost(1, Double.NaN, 3, 2, 2))
                .withMessageContaining("templateSeconds");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlanRequest(List.of(1.0), List.of(), 0))
                .withMessageContaining("stagingSlots");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlanRequest(List.of(), List.of(), 1))
                .withMessageContaining("no block");
    }

    private static PlanRequest request(int slots, boolean resident, BlockCost... costs) {
        return new PlanRequest(
                Collections.nCopies(costs.length, 1.0), List.of(new PlanGroup(List.of(costs), resident)), slots);
    }
}
