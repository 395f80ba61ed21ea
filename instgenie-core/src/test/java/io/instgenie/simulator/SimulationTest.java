package io.instgenie.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.cache.CacheContents;
import io.instgenie.cache.CacheManager;
import io.instgenie.cache.LruCacheManager;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.Demand;
import io.instgenie.cost.JobSize;
import io.instgenie.cost.StepCost;
import io.instgenie.cost.Tier;
import io.instgenie.plan.PlannerKind;
import io.instgenie.routing.RouterKind;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulationTest {
    private static final List<Double> RATIOS = List.of(0.05, 0.1, 0.1, 0.2, 0.6, 1.0, 0.0);
    private static final Workload WORKLOAD = new Workload(RATIOS, 2000, 3, 28, 20, 1, 7);

    private static Simulation.Options options(RouterKind router, StepSchedulerKind scheduler) {
        return new Simulation.Options(PublishedProfile.H100.profile(), 8, 8, router, scheduler, PlannerKind.OPTIMAL);
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedGivesTheSameNumbers(RouterKind router) {
        Simulation.Options options = options(router, StepSchedulerKind.CONTINUOUS);
        SimulationResult result = Simulation.run(options, WORKLOAD);
        assertThat(Simulation.run(options, WORKLOAD)).isEqualTo(result);
        assertThat(result.latency().count()).isEqualTo(2000);
        Workload other = new Workload(RATIOS, 2000, 3, 28, 20, 1, 8);
        assertThat(Simulation.run(options, other)).isNotEqualTo(result);
    }

    @ParameterizedTest
    @EnumSource
    void everyStepIsTaken(StepSchedulerKind scheduler) {
        SimulationResult result = Simulation.run(options(RouterKind.LEAST_REQUESTS, scheduler), WORKLOAD);
        assertThat(result.latency().count()).isEqualTo(2000);
        assertThat(result.utilisation()).isBetween(0.0, 1.0);
        assertThat(result.meanBatch()).isBetween(1.0, 8.0);
    }

    /** One request at a time takes what the cost model foretells. */
    @Test
    void anIdleWorkerTakesTheForetoldTime() {
        Profile profile = PublishedProfile.H100.profile();
        Workload dense = new Workload(List.of(1.0), 50, 1e-3, 28, 1, 0, 1);
        StepCost costs = new StepCost(profile.model(), profile.shape());
        Demand step = costs.step().plus(costs.edit(new JobSize(4096, 512, 4096)));
        SimulationResult result = Simulation.run(options(RouterKind.MASK_AWARE, StepSchedulerKind.STATIC), dense);
        assertThat(result.latency().max().toNanos() / 1e9).isCloseTo(28 * step.seconds(), within(0.01));
    }

    @Test
    void latenciesAreToldByRequest() {
        Simulation.Options options = options(RouterKind.MASK_AWARE, StepSchedulerKind.CONTINUOUS);
        long[] latencies = Simulation.latencies(options, WORKLOAD.draw(options.profile()));
        assertThat(latencies).hasSize(2000).doesNotContain(Simulation.GIVEN_UP);
        double mean = Simulation.run(options, WORKLOAD).latency().mean().toNanos();
        assertThat(Arrays.stream(latencies).average().orElseThrow()).isCloseTo(mean, within(2e-3 * mean));
    }

    /** Of two requests at once, the second is encoded while the first steps, and decoded after it. */
    @Test
    void encodingAndDecodingTakeTheirTime() {
        Profile profile = PublishedProfile.H100.profile();
        for (int i = 0; i < 3; i++) {
            profile.model().observePhase(CostModel.Phase.ENCODE, 4096, 10);
            profile.model().observePhase(CostModel.Phase.DECODE, 4096, 20);
        }
        Requests requests = new Requests(new long[] {0, 0}, new int[] {4096, 4096}, new int[] {0, 0}, 28, 1);
        SimulationResult result = Simulation.run(alone(profile), requests);
        StepCost costs = new StepCost(profile.model(), profile.shape());
        double steps =
                28 * costs.step().plus(costs.edit(new JobSize(4096, 512, 4096))).seconds();
        assertThat(result.latency().p50().toNanos() / 1e9).isCloseTo(10 + steps + 20, within(0.1));
        assertThat(result.latency().max().toNanos() / 1e9).isCloseTo(10 + steps + 20 + 20, within(0.1));
    }

    /** Two requests of one size, one after the other: the first one's first step is the only one on a number of rows that is new. */
    @Test
    void aNumberOfRowsIsNewOnce() {
        Profile known = PublishedProfile.H100.profile();
        Requests requests =
                new Requests(new long[] {0, 100_000_000_000L}, new int[] {4096, 4096}, new int[] {0, 0}, 28, 1);
        long[] without = Simulation.latencies(alone(known), requests);
        long[] with = Simulation.latencies(alone(withNewRows(known, 3)), requests);
        assertThat(with[0]).isCloseTo(without[0] + 3_000_000_000L, within(2L));
        assertThat(with[1]).isEqualTo(without[1]);
    }

    private static Simulation.Options alone(Profile profile) {
        return new Simulation.Options(
                profile, 1, 8, RouterKind.MASK_AWARE, StepSchedulerKind.CONTINUOUS, PlannerKind.OPTIMAL);
    }

    private static Profile withNewRows(Profile profile, double newRowsSeconds) {
        return new Profile(
                profile.name(),
                profile.model(),
                profile.shape(),
                profile.imageTokens(),
                profile.textTokens(),
                profile.projectShare(),
                profile.stagingSlots(),
                profile.hostBytes(),
                profile.workersPerHost(),
                profile.memory(),
                profile.processors(),
                profile.threadsPerWorker(),
                profile.contention(),
                newRowsSeconds);
    }

    /** What {@link PublishedProfile} says of itself. */
    @Test
    void theProfilesDenseEditTakesWhatIsDocumented() {
        Profile profile = PublishedProfile.H100.profile();
        StepCost costs = new StepCost(profile.model(), profile.shape());
        Demand step = costs.step().plus(costs.edit(new JobSize(4096, 512, 4096)));
        assertThat(28 * step.seconds()).isCloseTo(4.2, within(0.1));
    }

    /** Small edits are bound by loads: what jobs in step share decides how many can be served. */
    @Test
    void jobsOfATemplateFallIntoStepAndShareItsLoads() {
        Workload small = new Workload(List.of(0.05, 0.1, 0.15), 4000, 5.6, 28, 10, 1, 3);
        assertThat(5 * p95(StepSchedulerKind.CONTINUOUS, small))
                .isLessThan(4 * p95(StepSchedulerKind.UNALIGNED, small));
    }

    private static long p95(StepSchedulerKind scheduler, Workload workload) {
        return Simulation.run(options(RouterKind.LEAST_REQUESTS, scheduler), workload)
                .latency()
                .p95()
                .toNanos();
    }

    @Test
    void maskAwareServesAtTheLowestLatencyUnderLoad() {
        Workload busy = new Workload(RATIOS, 4000, 3.2, 28, 10, 1, 3);
        long maskAware = p95(RouterKind.MASK_AWARE, busy);
        assertThat(p95(RouterKind.ROUND_ROBIN, busy)).isGreaterThan(maskAware);
        assertThat(p95(RouterKind.LEAST_REQUESTS, busy)).isGreaterThan(maskAware);
        assertThat(p95(RouterKind.LEAST_TOKENS, busy)).isGreaterThan(maskAware);
    }

    private static long p95(RouterKind router, Workload workload) {
        return Simulation.run(options(router, StepSchedulerKind.CONTINUOUS), workload)
                .latency()
                .p95()
                .toNanos();
    }

    /** The planner's makespan, from the closed form that routers use. */
    @Test
    void plansTakeAboutAsLongAsRoutersReckon() {
        Profile h100 = PublishedProfile.H100.profile();
        StepTimer timer = new StepTimer(PlannerKind.OPTIMAL.create(), h100, new StepCost(h100.model(), h100.shape()));
        for (double load = 0.2; load < 8; load *= 1.3) {
            Demand demand = new Demand(0.05, 0.05 * load, 0.15);
            assertThat(timer.seconds(demand, false))
                    .as("load %s", load)
                    .isCloseTo(demand.seconds(), within(0.05 * demand.seconds()));
        }
    }

    @Test
    void hostsForgetTheLeastRecentlyUsed() {
        assertThat(tiers(new LruCacheManager())).containsExactly(Tier.HOST, Tier.DISK, Tier.HOST);
    }

    @Test
    void aCacheManagerDecidesWhatHostsKeep() {
        CacheManager first = candidates -> candidates.get(candidates.size() - 1);
        assertThat(tiers(first)).containsExactly(Tier.HOST, Tier.HOST, Tier.DISK);
        Simulation.Options options = options(RouterKind.MASK_AWARE, StepSchedulerKind.CONTINUOUS);
        Workload many = new Workload(RATIOS, 2000, 3, 28, 2000, 1, 7);
        assertThat(Simulation.run(options.withCacheManager(bytes -> first), many))
                .isNotEqualTo(Simulation.run(options, many));
    }

    /** Of templates 1, 2 and 3 on a host that has room for two. */
    private static List<Tier> tiers(CacheManager manager) {
        HostCache cache = new HostCache(new CacheContents(25, manager), Tier.HOST, new HostCache.Templates(0, 10, 1));
        cache.used(1, 100);
        cache.used(2, 200);
        cache.used(1, 300);
        cache.used(3, 400);
        return List.of(cache.tier(1), cache.tier(2), cache.tier(3));
    }

    @Test
    void badOptionsAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Workload(RATIOS, 0, 1, 28, 1, 1, 0))
                .withMessageContaining("requests");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WORKLOAD.atRate(Double.NaN))
                .withMessageContaining("rate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Workload(List.of(1.5), 1, 1, 28, 1, 1, 0))
                .withMessageContaining("ratios");
    }
}
