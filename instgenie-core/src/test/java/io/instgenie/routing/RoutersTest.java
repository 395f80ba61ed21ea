package io.instgenie.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.cost.Demand;
import io.instgenie.cost.JobSize;
import io.instgenie.cost.StepCost;
import io.instgenie.cost.Tier;
import io.instgenie.simulator.Profile;
import io.instgenie.simulator.PublishedProfile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoutersTest {
    private static final int STEPS = 28;
    private static final StepCost COSTS = costs();

    private static StepCost costs() {
        Profile profile = PublishedProfile.H100.profile();
        return new StepCost(profile.model(), profile.shape());
    }

    private static JobSize size(int masked) {
        return new JobSize(masked, 512, 4096);
    }

    private static RoutedJob job(int masked, List<@Nullable Tier> tiers, List<Integer> stepsLeft) {
        return new RoutedJob(size(masked), STEPS, new TemplatePlaces() {
            @Override
            public @Nullable Tier tier(int worker) {
                return tiers.get(worker);
            }

            @Override
            public int stepsLeft(int worker) {
                return stepsLeft.get(worker);
            }
        });
    }

    private static RoutedJob jobInMemory(int masked) {
        return job(masked, List.of(Tier.HOST, Tier.HOST, Tier.HOST), List.of(0, 0, 0));
    }

    private static WorkerView worker(int worker, int stepsLeft, int... masked) {
        WorkerLoad load = new WorkerLoad(worker);
        for (int tokens : masked) {
            load.add(tokens, stepsLeft, COSTS.job(size(tokens), Tier.HOST));
        }
        return load.view();
    }

    @Test
    void roundRobinTakesTurns() {
        List<WorkerView> workers = List.of(worker(0, 1, 9, 9), worker(1, 1), worker(2, 1));
        Router router = new RoundRobin();
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            chosen.add(router.route(jobInMemory(10), workers).worker());
        }
        assertThat(chosen).containsExactly(0, 1, 2, 0, 1);
    }

    @Test
    void leastRequestsCountsJobsLeastTokensTheirTokens() {
        List<WorkerView> workers = List.of(worker(0, 1, 10, 10, 10), worker(1, 1, 500, 500), worker(2, 1, 4000));
        assertThat(new LeastRequests().route(jobInMemory(10), workers).worker()).isEqualTo(2);
        assertThat(new LeastTokens().route(jobInMemory(10), workers).worker()).isZero();
    }

    @Test
    void maskAwareKnowsHowFarJobsAre() {
        List<WorkerView> workers = List.of(worker(0, 27, 500), worker(1, 2, 500), worker(2, 20, 500));
        assertThat(maskAware().route(jobInMemory(400), workers).worker()).isEqualTo(1);
    }

    @Test
    void maskAwareGoesWhereTheTemplateLiesUnlessTheQueueIsTooLong() {
        RoutedJob job = job(3000, List.of(Tier.DISK, Tier.HOST), List.of(0, 0));
        assertThat(maskAware().route(job, List.of(worker(0, 28), worker(1, 28))).worker())
                .isEqualTo(1);
        assertThat(maskAware()
                        .route(job, List.of(worker(0, 28), worker(1, 28, 3000, 3000, 3000)))
                        .worker())
                .isZero();
    }

    @Test
    void maskAwareJoinsAnEditOfTheSameTemplateThatJustBegan() {
        List<WorkerView> workers = List.of(worker(0, 28, 40, 40), worker(1, 28, 40, 40));
        assertThat(maskAware()
                        .route(job(40, List.of(Tier.HOST, Tier.HOST), List.of(0, 28)), workers)
                        .worker())
                .isEqualTo(1);
    }

    @Test
    void denseJobsAskForNoTemplate() {
        RoutedJob dense = job(4096, List.of(), List.of());
        assertThat(maskAware()
                        .route(dense, List.of(worker(0, 9, 100), worker(1, 9)))
                        .worker())
                .isEqualTo(1);
    }

    @Test
    void aWorkerWhoseJobsAreGoneIsIdleAgain() {
        WorkerLoad load = new WorkerLoad(4);
        Demand demand = COSTS.job(size(77), Tier.HOST);
        load.add(77, 3, demand);
        load.stepped(demand);
        assertThat(load.view().stepsLeft()).isEqualTo(2);
        load.remove(77, 2, demand);
        assertThat(load.view()).isEqualTo(WorkerView.idle(4));
    }

    private static Router maskAware() {
        return RouterKind.MASK_AWARE.create(() -> COSTS);
    }
}
