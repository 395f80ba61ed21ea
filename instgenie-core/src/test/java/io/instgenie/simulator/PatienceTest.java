package io.instgenie.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.instgenie.batching.JobView;
import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.Tier;
import io.instgenie.plan.PlannerKind;
import io.instgenie.routing.RouterKind;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final int STEPS = 28;
    private static final List<Double> RATIOS = List.of(0.05, 0.1, 0.2, 0.9);

    /** One device with everything in its memory, where a dense edit takes 0.5 s to encode, 4.2 s to denoise and 0.7 s to decode. */
    private static Profile profile() {
        Profile published = PublishedProfile.H100.profile();
        published.model().observePhase(CostModel.Phase.ENCODE, 4096, 0.5);
        published.model().observePhase(CostModel.Phase.DECODE, 4096, 0.7);
        return new Profile(
                "one host",
                published.model(),
                published.shape(),
                published.imageTokens(),
                published.textTokens(),
                published.projectShare(),
                published.stagingSlots(),
                published.hostBytes(),
                2,
                Tier.DEVICE,
                2.5,
                1,
                0,
                0);
    }

    private static Simulation.Options options(int workers, int maxBatch, StepSchedulerKind scheduler) {
        return new Simulation.Options(
                profile(), workers, maxBatch, RouterKind.MASK_AWARE, scheduler, PlannerKind.OPTIMAL);
    }

    private static Requests dense(long[] arrivals, long[] deadlines, int[] cancelledAfter) {
        int[] tokens = Requests.filled(arrivals.length, 4096);
        return new Requests(arrivals, tokens, new int[arrivals.length], deadlines, cancelledAfter, STEPS, 1);
    }

    private static long ended(SimulationResult result) {
        return result.done() + result.refused() + result.cancelled() + result.expired();
    }

    @Test
    void everyRequestIsAccountedFor() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            StepSchedulerKind scheduler = StepSchedulerKind.values()[random.nextInt(StepSchedulerKind.values().length)];
            Simulation.Options options = options(1 + random.nextInt(5), 1 + random.nextInt(8), scheduler);
            Patience patience = new Patience(0.3 + 6 * random.nextDouble(), random.nextDouble());
            Workload workload = new Workload(RATIOS, 300, 0.2 + 6 * random.nextDouble(), STEPS, 3, 1, random.nextLong())
                    .with(patience);
            Requests requests = workload.draw(options.profile());
            SimulationResult result = Simulation.run(options, requests);
            String what = "seed " + seed + ", " + options + ", " + patience + ": " + result;
            assertThat(ended(result)).as(what).isEqualTo(result.requests()).isEqualTo(300);
            assertThat(result.latency().count()).as(what).isEqualTo(result.done());
            long meantToBeCancelled = IntStream.of(requests.cancelledAfter())
                    .filter(step -> step != Requests.NEVER)
                    .count();
            assertThat(result.cancelled()).as(what).isBetween(0L, meantToBeCancelled);
        }
    }

    @Test
    void whereThereIsNoDeadlineExactlyThoseAreCancelledThatAreMeantTo() {
        for (StepSchedulerKind scheduler : StepSchedulerKind.values()) {
            Simulation.Options options = options(2, 8, scheduler);
            Requests requests = new Workload(RATIOS, 400, 2, STEPS, 3, 1, 5)
                    .with(new Patience(Double.POSITIVE_INFINITY, 0.25))
                    .draw(options.profile());
            long meant = IntStream.of(requests.cancelledAfter())
                    .filter(step -> step != Requests.NEVER)
                    .count();
            SimulationResult result = Simulation.run(options, requests);
            assertThat(meant).isBetween(60L, 140L);
            assertThat(result.cancelled()).isEqualTo(meant);
            assertThat(result.done()).isEqualTo(400 - meant);
        }
    }

    /** Of two alone after each other: the first is given up after a step, and never decoded. */
    @Test
    void aCancelledRequestFreesItsPlaceAtItsStep() {
        Requests requests =
                dense(new long[] {0, 0}, Requests.filled(2, JobView.NO_DEADLINE), new int[] {1, Requests.NEVER});
        SimulationResult result = Simulation.run(options(1, 1, StepSchedulerKind.CONTINUOUS), requests);
        assertThat(result.cancelled()).isEqualTo(1);
        assertThat(result.seconds()).isCloseTo(0.5 + 0.5 + 4.2 + 0.7, within(0.1));
    }

    @Test
    void whoCannotBeInTimeIsRefusedAtOnceAndWhoIsLateIsDropped() {
        long[] deadlines = {seconds(4), seconds(6), seconds(6)};
        Requests requests = dense(new long[3], deadlines, Requests.filled(3, Requests.NEVER));
        SimulationResult result = Simulation.run(options(1, 1, StepSchedulerKind.CONTINUOUS), requests);
        assertThat(result.refused()).isEqualTo(1);
        assertThat(result.done()).isEqualTo(1);
        assertThat(result.expired()).isEqualTo(1);
        assertThat(result.meanBatch()).isEqualTo(1);
        assertThat(result.seconds()).isLessThan(6.5);
    }

    /** What waits to be encoded when its time is up takes nobody's time any more. */
    @Test
    void theLateAreNotEncoded() {
        int count = 100;
        Requests requests =
                dense(new long[count], Requests.filled(count, seconds(5)), Requests.filled(count, Requests.NEVER));
        SimulationResult result = Simulation.run(options(4, 8, StepSchedulerKind.CONTINUOUS), requests);
        assertThat(ended(result)).isEqualTo(count);
        assertThat(result.seconds()).isLessThan(9);
    }

    @Test
    void theEarliestDeadlineGoesFirst() {
        long[] arrivals = {0, seconds(1)};
        long[] deadlines = {seconds(60), seconds(7)};
        Requests requests = dense(arrivals, deadlines, Requests.filled(2, Requests.NEVER));
        assertThat(Simulation.run(options(1, 1, StepSchedulerKind.DEADLINE), requests)
                        .done())
                .isEqualTo(2);
        SimulationResult inOrder = Simulation.run(options(1, 1, StepSchedulerKind.CONTINUOUS), requests);
        assertThat(inOrder.expired()).isEqualTo(1);
    }

    @Test
    void patienceChangesNothingElseOfTheRequests() {
        Profile profile = profile();
        Workload workload = new Workload(RATIOS, 500, 2, STEPS, 3, 1, 5);
        Requests patient = workload.draw(profile);
        Requests hurried = workload.with(new Patience(2, 0.5)).draw(profile);
        assertThat(hurried.arrivals()).isEqualTo(patient.arrivals());
        assertThat(hurried.tokens()).isEqualTo(patient.tokens());
        assertThat(hurried.template()).isEqualTo(patient.template());
        assertThat(patient.deadlines()).containsOnly(JobView.NO_DEADLINE);
        double mean = RATIOS.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double alone = profile.aloneSeconds((int) Math.ceil(mean * 4096), STEPS);
        assertThat((hurried.deadlines()[9] - hurried.arrivals()[9]) / 1e9).isCloseTo(2 * alone, within(1e-6));
    }

    @Test
    void whatNoCallerCanMeanIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Patience(0, 0))
                .withMessageContaining("deadlineFactor");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Patience(1, 1.5))
                .withMessageContaining("cancelShare");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> dense(new long[1], new long[2], new int[] {1}))
                .withMessageContaining("2 deadlines");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> dense(new long[1], new long[1], new int[1]))
                .withMessageContaining("after step 0");
    }

    private static long seconds(double seconds) {
        return Math.round(1e9 * seconds);
    }
}
