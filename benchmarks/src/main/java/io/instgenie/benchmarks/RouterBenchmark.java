package io.instgenie.benchmarks;

import io.instgenie.cost.Demand;
import io.instgenie.cost.JobSize;
import io.instgenie.cost.StepCost;
import io.instgenie.cost.Tier;
import io.instgenie.routing.RoundRobin;
import io.instgenie.routing.RoutedJob;
import io.instgenie.routing.Router;
import io.instgenie.routing.RouterKind;
import io.instgenie.routing.TemplatePlaces;
import io.instgenie.routing.WorkerLoad;
import io.instgenie.routing.WorkerView;
import io.instgenie.simulator.Profile;
import io.instgenie.simulator.PublishedProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time to place one job on one of 64 busy workers. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RouterBenchmark {
    private static final int WORKERS = 64;
    private static final int STEPS = 28;

    @Param
    public RouterKind router = RouterKind.MASK_AWARE;

    private Router chosen = new RoundRobin();
    private final List<WorkerView> workers = new ArrayList<>();
    private final RoutedJob[] jobs = new RoutedJob[1024];
    private int next;

    @Setup(Level.Trial)
    public void fill() {
        Profile profile = PublishedProfile.H100.profile();
        StepCost costs = new StepCost(profile.model(), profile.shape());
        chosen = router.create(() -> costs);
        SplittableRandom random = new SplittableRandom(1);
        for (int worker = 0; worker < WORKERS; worker++) {
            WorkerLoad load = new WorkerLoad(worker);
            for (int job = random.nextInt(9); job > 0; job--) {
                JobSize size = size(random, profile);
                Demand demand = costs.job(size, Tier.HOST);
                load.add(size.maskedTokens(), 1 + random.nextInt(STEPS), demand);
            }
            workers.add(load.view());
        }
        for (int i = 0; i < jobs.length; i++) {
            jobs[i] = new RoutedJob(size(random, profile), STEPS, new RandomPlaces(random));
        }
    }

    private static JobSize size(SplittableRandom random, Profile profile) {
        return new JobSize(1 + random.nextInt(2000), profile.textTokens(), profile.imageTokens());
    }

    /** A template in memory of some hosts, in use on some workers. */
    private static final class RandomPlaces implements TemplatePlaces {
        private final Tier[] tiers = new Tier[WORKERS];
        private final int[] stepsLeft = new int[WORKERS];

        RandomPlaces(SplittableRandom random) {
            for (int worker = 0; worker < WORKERS; worker++) {
                tiers[worker] = random.nextBoolean() ? Tier.HOST : Tier.DISK;
                stepsLeft[worker] = random.nextInt(5) == 0 ? random.nextInt(STEPS) : 0;
            }
        }

        @Override
        public Tier tier(int worker) {
            return tiers[worker];
        }

        @Override
        public int stepsLeft(int worker) {
            return stepsLeft[worker];
        }
    }

    @Benchmark
    public WorkerView route() {
        return chosen.route(jobs[next++ & jobs.length - 1], workers);
    }
}
