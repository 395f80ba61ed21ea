package io.instgenie.simulator;

import io.instgenie.batching.BatchLimits;
import io.instgenie.batching.JobQueue;
import io.instgenie.batching.JobView;
import io.instgenie.batching.StepSchedulerKind;
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
import java.util.PriorityQueue;
import org.HdrHistogram.Histogram;

/**
 * Runs requests through workers on a virtual clock: the engine's router, step scheduler, block planner and cost model, and no tensors.
 * Latency counts from arrival to the last step; encoding and decoding are left out. Deterministic. Not thread-safe.
 */
public final class Simulation {
    private final Options options;
    private final StepCost costs;
    private final Router router;
    private final List<SimulatedWorker> workers = new ArrayList<>();
    private final List<WorkerView> views = new ArrayList<>();
    private final PriorityQueue<StepEnd> events = new PriorityQueue<>();
    private final Histogram latencies = new Histogram(3);

    /**
     * What is simulated.
     *
     * @param workers devices
     * @param maxBatch most jobs that a worker steps together
     */
    public record Options(
            Profile profile,
            int workers,
            int maxBatch,
            RouterKind router,
            StepSchedulerKind stepScheduler,
            PlannerKind planner) {
        /** @throws IllegalArgumentException if there is no worker, or no job fits */
        public Options {
            if (workers < 1 || maxBatch < 1) {
                throw new IllegalArgumentException(
                        "workers is " + workers + ", maxBatch " + maxBatch + "; both must be at least 1");
            }
        }

        /** The same with another router. */
        public Options withRouter(RouterKind other) {
            return new Options(profile, workers, maxBatch, other, stepScheduler, planner);
        }
    }

    /** When a worker's step ends; of two at a time that of the lower worker comes first. */
    private record StepEnd(long nanos, int worker) implements Comparable<StepEnd> {
        @Override
        public int compareTo(StepEnd other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Integer.compare(worker, other.worker);
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
                tier = workers.get(worker).host().tier(template);
            }
            return tier;
        }

        @Override
        public int stepsLeft(int worker) {
            return workers.get(worker).stepsLeft(template);
        }
    }

    private Simulation(Options options, int steps, int templates) {
        this.options = options;
        Profile profile = options.profile();
        costs = new StepCost(profile.model(), profile.shape());
        router = options.router().create(() -> costs);
        StepTimer timer = new StepTimer(options.planner().create(), profile);
        int capacity = (int) Math.min(Integer.MAX_VALUE, profile.hostBytes() / profile.templateBytes(steps));
        HostCache host = new HostCache(capacity);
        for (int i = 0; i < options.workers(); i++) {
            if (i % profile.workersPerHost() == 0) {
                host = new HostCache(capacity);
            }
            JobQueue<SimulatedJob> jobs = new JobQueue<>(
                    options.stepScheduler().create(), BatchLimits.ofJobs(options.maxBatch()), () -> costs);
            workers.add(new SimulatedWorker(i, templates, jobs, costs, timer, host));
            views.add(WorkerView.idle(i));
        }
    }

    /** Runs a workload until its last request is done. */
    public static SimulationResult run(Options options, Workload workload) {
        return new Simulation(options, workload.steps(), workload.templates()).run(workload);
    }

    private SimulationResult run(Workload workload) {
        Workload.Requests requests = workload.draw(options.profile().imageTokens());
        int next = 0;
        long now = 0;
        while (next < requests.count() || !events.isEmpty()) {
            StepEnd event = events.peek();
            if (event == null || (next < requests.count() && requests.arrivals()[next] < event.nanos())) {
                now = requests.arrivals()[next];
                arrive(requests, next++, workload.steps(), now);
            } else {
                events.remove();
                now = event.nanos();
                endStep(event.worker(), now);
            }
        }
        return result(requests.count(), now / 1e9);
    }

    private void arrive(Workload.Requests requests, int request, int steps, long now) {
        Profile profile = options.profile();
        JobSize size = new JobSize(requests.tokens()[request], profile.textTokens(), profile.imageTokens());
        int template = requests.template()[request];
        RoutedJob routed = new RoutedJob(size, steps, new Places(template));
        int chosen = router.route(routed, views).worker();
        SimulatedWorker worker = workers.get(chosen);
        Tier tier = routed.isDense() ? null : worker.host().tier(template);
        Demand demand = costs.job(size, tier);
        worker.add(new SimulatedJob(
                new JobView(request, template, tier, 0, steps, size, 0, now, JobView.NO_DEADLINE, 0), demand));
        if (worker.isIdle()) {
            begin(chosen, now);
        }
        views.set(chosen, worker.view());
    }

    private void endStep(int number, long now) {
        SimulatedWorker worker = workers.get(number);
        worker.end(job -> latencies.recordValue(now - job.view().arrivalNanos()));
        begin(number, now);
        views.set(number, worker.view());
    }

    private void begin(int number, long now) {
        long nanos = workers.get(number).begin(now);
        if (nanos >= 0) {
            events.add(new StepEnd(now + nanos, number));
        }
    }

    private SimulationResult result(int requests, double seconds) {
        double busySeconds = 0;
        long steps = 0;
        long jobSteps = 0;
        for (SimulatedWorker worker : workers) {
            busySeconds += worker.busyNanos() / 1e9;
            steps += worker.steps();
            jobSteps += worker.jobSteps();
        }
        return new SimulationResult(
                requests,
                seconds,
                requests / seconds,
                busySeconds / (seconds * workers.size()),
                (double) jobSteps / steps,
                LatencySummary.of(latencies));
    }
}
