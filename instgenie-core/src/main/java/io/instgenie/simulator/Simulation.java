package io.instgenie.simulator;

import io.instgenie.admission.DeadlineCheck;
import io.instgenie.batching.BatchLimits;
import io.instgenie.batching.JobQueue;
import io.instgenie.batching.JobView;
import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.cache.CacheContents;
import io.instgenie.cache.CacheManager;
import io.instgenie.cache.LruCacheManager;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.Demand;
import io.instgenie.cost.JobSize;
import io.instgenie.cost.StepCost;
import io.instgenie.cost.Tier;
import io.instgenie.metrics.LatencySummary;
import io.instgenie.plan.PlannerKind;
import io.instgenie.routing.RoutedJob;
import io.instgenie.routing.Router;
import io.instgenie.routing.RouterKind;
import io.instgenie.routing.TemplatePlaces;
import io.instgenie.routing.WorkerView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.HdrHistogram.Histogram;

/**
 * Runs requests through workers on a virtual clock: the engine's router, step scheduler, block planner and cost model, and no tensors.
 * Latency counts from arrival to the last step, or to the end of decoding where the profile has it. As in the engine, a request is refused
 * that would miss its deadline even alone, and one that is cancelled, or whose deadline has passed, is dropped before it is encoded or
 * before the next step. Deterministic. Not thread-safe.
 */
public final class Simulation {
    /** The latency of a request that was refused, cancelled or too late. */
    public static final long GIVEN_UP = -1;

    private final Options options;
    private final StepCost costs;
    private final Router router;
    private final List<SimulatedWorker> workers = new ArrayList<>();
    private final List<WorkerView> views = new ArrayList<>();
    private final List<SimulatedHost> hosts = new ArrayList<>();
    private final Agenda agenda;
    private final Requests requests;
    private final Histogram latencies = new Histogram(3);
    private final long[] latencyNanos;
    private long refused;
    private long cancelled;
    private long expired;

    /**
     * What is simulated.
     *
     * @param workers devices
     * @param maxBatch most jobs that a worker steps together
     * @param cacheManager makes what decides which templates stay in a host's memory, for a bound in bytes
     */
    public record Options(
            Profile profile,
            int workers,
            int maxBatch,
            RouterKind router,
            StepSchedulerKind stepScheduler,
            PlannerKind planner,
            LongFunction<? extends CacheManager> cacheManager) {
        /** @throws IllegalArgumentException if there is no worker, or no job fits */
        public Options {
            if (workers < 1 || maxBatch < 1) {
                throw new IllegalArgumentException(
                        "workers is " + workers + ", maxBatch " + maxBatch + "; both must be at least 1");
            }
        }

        /** Of hosts that keep the templates that were used last. */
        public Options(
                Profile profile,
                int workers,
                int maxBatch,
                RouterKind router,
                StepSchedulerKind stepScheduler,
                PlannerKind planner) {
            this(profile, workers, maxBatch, router, stepScheduler, planner, maxBytes -> new LruCacheManager());
        }

        /** The same with another cache manager. */
        public Options withCacheManager(LongFunction<? extends CacheManager> other) {
            return new Options(profile, workers, maxBatch, router, stepScheduler, planner, other);
        }

        /** The same with another router. */
        public Options withRouter(RouterKind other) {
            return new Options(profile, workers, maxBatch, other, stepScheduler, planner, cacheManager);
        }
    }

    /** How the workers stand to a template; asked host by host, mostly. */
    private final class Places implements TemplatePlaces {
        private final int template;
        private int host = -1;
        private Tier tier = Tier.DISK;

        Places(int template) {
            this.template = template;
        }

        @Override
        public Tier tier(int worker) {
            int hostOfWorker = worker / options.profile().workersPerHost();
            if (hostOfWorker != host) {
                host = hostOfWorker;
                tier = workers.get(worker).host().cache().tier(template);
            }
            return tier;
        }

        @Override
        public int stepsLeft(int worker) {
            return workers.get(worker).stepsLeft(template);
        }
    }

    private Simulation(Options options, Requests requests) {
        this.options = options;
        this.requests = requests;
        latencyNanos = Requests.filled(requests.count(), GIVEN_UP);
        Profile profile = options.profile();
        costs = new StepCost(profile.model(), profile.shape());
        router = options.router().create(() -> costs);
        StepTimer timer = new StepTimer(options.planner().create(), profile, costs);
        int perHost = profile.workersPerHost();
        int hostCount = (options.workers() + perHost - 1) / perHost;
        agenda = new Agenda(options.workers() + 2 * hostCount);
        for (int i = 0; i < hostCount; i++) {
            hosts.add(host(i, hostCount));
        }
        for (int i = 0; i < options.workers(); i++) {
            JobQueue<SimulatedJob> jobs = new JobQueue<>(
                    options.stepScheduler().create(), BatchLimits.ofJobs(options.maxBatch()), () -> costs);
            SharedProcessors.Activity steps =
                    new SharedProcessors.Activity(i, profile.threadsPerWorker(), profile.contention());
            workers.add(new SimulatedWorker(steps, requests.templates(), jobs, timer, hosts.get(i / perHost)));
            views.add(WorkerView.idle(i));
        }
    }

    private SimulatedHost host(int number, int hostCount) {
        Profile profile = options.profile();
        JobSize whole = new JobSize(profile.imageTokens(), profile.textTokens(), profile.imageTokens());
        HostCache.Templates templates = new HostCache.Templates(
                requests.templates(),
                profile.templateBytes(requests.steps()),
                DeadlineCheck.neededSeconds(whole, null, requests.steps(), costs));
        CacheContents contents =
                new CacheContents(profile.hostBytes(), options.cacheManager().apply(profile.hostBytes()));
        int encoder = options.workers() + number;
        return new SimulatedHost(
                new HostCache(contents, profile.memory(), templates),
                new SharedProcessors(profile.processors(), profile.workersPerHost() + 2, agenda),
                new SimulatedHost.Stages(
                        encoder, nanos(CostModel.Phase.ENCODE), encoder + hostCount, nanos(CostModel.Phase.DECODE)),
                (request, now) -> isGivenUp(request, 0, now));
    }

    private long nanos(CostModel.Phase phase) {
        return Math.round(1e9 * options.profile().phaseSeconds(phase));
    }

    /** Runs a workload until its last request is done or given up. */
    public static SimulationResult run(Options options, Workload workload) {
        return run(options, workload.draw(options.profile()));
    }

    /** Runs requests until the last is done or given up. */
    public static SimulationResult run(Options options, Requests requests) {
        Simulation simulation = new Simulation(options, requests);
        return simulation.result(simulation.run());
    }

    /** Runs requests, and tells each one's latency in nanoseconds, or {@link #GIVEN_UP}. */
    public static long[] latencies(Options options, Requests requests) {
        Simulation simulation = new Simulation(options, requests);
        simulation.run();
        return simulation.latencyNanos;
    }

    /** Returns seconds until the last request has ended. */
    private double run() {
        int next = 0;
        long now = 0;
        while (next < requests.count() || !agenda.isEmpty()) {
            boolean arrives =
                    next < requests.count() && (agenda.isEmpty() || requests.arrivals()[next] < agenda.firstNanos());
            if (arrives) {
                now = requests.arrivals()[next];
                arrive(next++, now);
            } else {
                now = agenda.firstNanos();
                int ended = agenda.first();
                agenda.removeFirst();
                end(ended, now);
            }
        }
        return now / 1e9;
    }

    /** Hosts encode in turn. */
    private void arrive(int request, long now) {
        double needed = DeadlineCheck.neededSeconds(size(request), Tier.DEVICE, requests.steps(), costs);
        if (needed > (requests.deadlines()[request] - now) / 1e9) {
            refused++;
            return;
        }
        hosts.get(request % hosts.size()).encoder().add(request, now, encoded -> place(encoded, now));
    }

    private void end(int activity, long now) {
        int stage = activity - options.workers();
        if (stage < 0) {
            endStep(activity, now);
        } else if (stage < hosts.size()) {
            place(hosts.get(stage).encoder().end(now), now);
        } else {
            finish(hosts.get(stage - hosts.size()).decoder().end(now), now);
        }
    }

    private void place(int request, long now) {
        int steps = requests.steps();
        JobSize size = size(request);
        int template = requests.template()[request];
        RoutedJob routed = new RoutedJob(size, steps, new Places(template));
        int chosen = router.route(routed, views).worker();
        SimulatedWorker worker = workers.get(chosen);
        Tier tier = routed.isDense() ? null : worker.host().cache().tier(template);
        Demand demand = costs.job(size, tier);
        long arrival = requests.arrivals()[request];
        worker.add(new SimulatedJob(
                new JobView(request, template, tier, 0, steps, size, 0, arrival, requests.deadlines()[request], 0),
                demand));
        if (worker.isIdle()) {
            beginStep(worker, now);
        }
        views.set(chosen, worker.view());
    }

    private JobSize size(int request) {
        Profile profile = options.profile();
        return new JobSize(
                requests.tokens()[request],
                profile.textTokens(),
                profile.imageTokens(),
                profile.shape().lanes());
    }

    private void beginStep(SimulatedWorker worker, long now) {
        worker.begin(now, job -> isGivenUp((int) job.view().id(), job.view().step(), now));
    }

    /** Whether nobody waits any more for a request, which then is dropped and counts as ended. */
    private boolean isGivenUp(int request, int stepsDone, long now) {
        if (requests.isCancelled(request, stepsDone)) {
            cancelled++;
            return true;
        }
        if (requests.isExpired(request, now)) {
            expired++;
            return true;
        }
        return false;
    }

    private void endStep(int number, long now) {
        SimulatedWorker worker = workers.get(number);
        worker.end(now, job -> denoised(worker.host(), (int) job.view().id(), now));
        beginStep(worker, now);
        views.set(number, worker.view());
    }

    private void denoised(SimulatedHost host, int request, long now) {
        if (requests.isCancelled(request, requests.steps())) {
            cancelled++;
        } else {
            host.decoder().add(request, now, decoded -> finish(decoded, now));
        }
    }

    private void finish(int request, long now) {
        latencyNanos[request] = now - requests.arrivals()[request];
        latencies.recordValue(latencyNanos[request]);
    }

    private SimulationResult result(double seconds) {
        double busySeconds = 0;
        long steps = 0;
        long jobSteps = 0;
        for (SimulatedWorker worker : workers) {
            busySeconds += worker.busyNanos() / 1e9;
            steps += worker.steps();
            jobSteps += worker.jobSteps();
        }
        return new SimulationResult(
                requests.count(),
                latencies.getTotalCount(),
                refused,
                cancelled,
                expired,
                seconds,
                latencies.getTotalCount() / seconds,
                busySeconds / (seconds * workers.size()),
                (double) jobSteps / Math.max(1, steps),
                LatencySummary.of(latencies));
    }
}
