package io.instgenie.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OptimalPlannerTest {
    private static final double TOLERANCE = 1e-9;
    private static final List<BlockPlanner> BASELINES = List.of(
            new GreedyPlanner(),
            new FixedPlanner(BlockMode.KV),
            new FixedPlanner(BlockMode.X),
            new FixedPlanner(BlockMode.COMPUTE));

    private final OptimalPlanner planner = new OptimalPlanner();

    @Test
    void isExactForOneGroup() {
        IntStream.range(0, 10_000).forEach(seed -> {
            PlanRequest request = new RandomRequests(seed).next(1 + seed % 10, 1);
            assertExact(request, seed);
        });
    }

    @Test
    void isExactForTheBlocksOfAFlux() {
        IntStream.range(0, 40).forEach(seed -> {
            int slots = List.of(1, 2, 4, PlanRequest.UNLIMITED).get(seed % 4);
            PlanRequest request = new RandomRequests(seed).ofTwoKinds(19, 37, slots);
            assertThat(planner.plan(request).makespanSeconds())
                    .as("seed %d", seed)
                    .isCloseTo(PlainSearch.makespan(request), within(1e-6));
        });
    }

    @Test
    void isExactForTwoGroups() {
        IntStream.range(0, 1_000).forEach(seed -> {
            PlanRequest request = new RandomRequests(seed).next(1 + seed % 5, 2);
            assertExact(request, seed);
        });
    }

    @Test
    void isCloseToTheOptimumForManyGroups() {
        double[] excess = IntStream.range(0, 100)
                .mapToDouble(seed -> {
                    PlanRequest request = new RandomRequests(seed).next(1 + seed % 3, 4);
                    return planner.plan(request).makespanSeconds() / BruteForce.makespan(request) - 1;
                })
                .toArray();
        DoubleSummaryStatistics summary = DoubleStream.of(excess).summaryStatistics();
        assertThat(summary.getMin()).isGreaterThan(-TOLERANCE);
        assertThat(summary.getMax()).isLessThan(0.15);
        assertThat(summary.getAverage()).isLessThan(0.01);
    }

    @Test
    void isNeverWorseThanABaseline() {
        IntStream.range(0, 120).forEach(seed -> {
            PlanRequest request = new RandomRequests(seed).next(1 + seed % 57, 1 + seed % 4);
            double makespan = planner.plan(request).makespanSeconds();
            for (BlockPlanner baseline : BASELINES) {
                assertThat(makespan)
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(baseline.plan(request).makespanSeconds() * (1 + TOLERANCE));
            }
        });
    }

    @Test
    void isNeverWorseWithMoreSlots() {
        IntStream.range(0, 300).forEach(seed -> {
            PlanRequest request = new RandomRequests(seed).next(1 + seed % 30, 1, 1);
            double[] makespans = Stream.of(1, 2, 3, 4, PlanRequest.UNLIMITED)
                    .mapToDouble(slots -> planner.plan(new PlanRequest(request.editSeconds(), request.groups(), slots))
                            .makespanSeconds())
                    .toArray();
            for (int i = 1; i < makespans.length; i++) {
                assertThat(makespans[i]).as("seed %d", seed).isLessThanOrEqualTo(makespans[i - 1] * (1 + TOLERANCE));
            }
        });
    }

    @Test
    void loadsAheadNeverHurt() {
        IntStream.range(0, 300).forEach(seed -> {
            PlanRequest request = new RandomRequests(seed).next(2 + seed % 30, 1, 2);
            PlanGroup group = request.groups().get(0);
            double without = planner.plan(with(request, new PlanGroup(group.blocks(), group.residentAtStart())))
                    .makespanSeconds();
            PlanGroup ahead =
                    new PlanGroup(group.blocks(), group.residentAtStart(), List.of(BlockMode.KV, BlockMode.KV));
            assertThat(planner.plan(with(request, ahead)).makespanSeconds())
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(without * (1 + TOLERANCE));
        });
    }

    @Test
    void plansABatchWithoutTemplates() {
        Plan plan = planner.plan(new PlanRequest(List.of(1.0, 2.0), List.of(), 2));
        assertThat(plan).isEqualTo(new Plan(List.of(), 3, 3, 0));
    }

    private static PlanRequest with(PlanRequest request, PlanGroup group) {
        return new PlanRequest(request.editSeconds(), List.of(group), request.stagingSlots());
    }

    private void assertExact(PlanRequest request, long seed) {
        double best = BruteForce.makespan(request);
        assertThat(planner.plan(request).makespanSeconds())
                .as("seed %d", seed)
                .isCloseTo(best, within(TOLERANCE * (1 + best)));
    }
}
