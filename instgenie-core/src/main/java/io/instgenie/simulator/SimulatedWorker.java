package io.instgenie.simulator;

import io.instgenie.batching.JobQueue;
import io.instgenie.batching.JobView;
import io.instgenie.cost.Demand;
import io.instgenie.cost.StepCost;
import io.instgenie.routing.WorkerLoad;
import io.instgenie.routing.WorkerView;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A worker of the simulation: steps its jobs as the engine's do, taking the time that the plan foretells. Not thread-safe. */
final class SimulatedWorker {
    private final JobQueue<SimulatedJob> jobs;
    private final StepCost costs;
    private final StepTimer timer;
    private final SharedProcessors.Activity activity;
    private final SimulatedHost host;
    private final WorkerLoad load;
    /** By template: the most steps left of an edit of it here. */
    private final short[] stepsLeft;

    private List<SimulatedJob> batch = List.of();
    private long began;
    private long busyNanos;
    private long steps;
    private long jobSteps;

    SimulatedWorker(
            SharedProcessors.Activity activity,
            int templates,
            JobQueue<SimulatedJob> jobs,
            StepTimer timer,
            SimulatedHost host) {
        this.activity = activity;
        this.jobs = jobs;
        this.costs = timer.costs();
        this.timer = timer;
        this.host = host;
        load = new WorkerLoad(activity.number());
        stepsLeft = new short[templates];
    }

    SimulatedHost host() {
        return host;
    }

    /** The most steps that an edit of a template still has to do here; 0 if there is none. */
    int stepsLeft(int template) {
        return stepsLeft[template];
    }

    WorkerView view() {
        return load.view();
    }

    boolean isIdle() {
        return batch.isEmpty();
    }

    void add(SimulatedJob job) {
        jobs.add(job);
        stepsLeft[job.template()] = (short) job.view().stepsLeft();
        load.add(job.view().size().maskedTokens(), job.view().stepsLeft(), job.routedDemand());
    }

    /** Begins a step if there is a job left for which somebody waits. */
    void begin(long nowNanos, Predicate<SimulatedJob> givenUp) {
        jobs.removeIf(givenUp, this::forget);
        batch = jobs.next(nowNanos);
        if (batch.isEmpty()) {
            return;
        }
        int rows = batch.stream().mapToInt(job -> job.view().size().rows()).sum();
        boolean newRows = host.recentRows().areNew(rows);
        long nanos = Math.max(1, Math.round(1e9 * timer.seconds(demand(), newRows)));
        began = nowNanos;
        steps++;
        jobSteps += batch.size();
        host.processors().begin(activity, nanos, nowNanos);
    }

    private Demand demand() {
        Demand sum = costs.step();
        for (int i = 0; i < batch.size(); i++) {
            JobView job = batch.get(i).view();
            sum = sum.plus(isShared(job, i) ? costs.edit(job.size()) : job.demand(costs));
        }
        return sum;
    }

    /** Whether one of the jobs before shares a job's loads. */
    private boolean isShared(JobView job, int before) {
        for (int i = 0; i < before; i++) {
            if (batch.get(i).view().sharesLoads(job)) {
                return true;
            }
        }
        return false;
    }

    /** Ends the step, and hands over the jobs that are done. */
    void end(long nowNanos, Consumer<SimulatedJob> done) {
        host.processors().end(activity, nowNanos);
        busyNanos += nowNanos - began;
        for (SimulatedJob job : batch) {
            job.step(host.cache().tier(job.template()));
            load.stepped(job.routedDemand());
            if (job.isDone()) {
                jobs.remove(job);
                forget(job);
                host.cache().used(job.template(), nowNanos);
                done.accept(job);
            }
        }
        for (SimulatedJob job : batch) {
            stepsLeft[job.template()] = 0;
        }
        jobs.forEach(job -> stepsLeft[job.template()] =
                (short) Math.max(stepsLeft[job.template()], job.view().stepsLeft()));
        batch = List.of();
    }

    private void forget(SimulatedJob job) {
        load.remove(job.view().size().maskedTokens(), job.view().stepsLeft(), job.routedDemand());
    }

    long busyNanos() {
        return busyNanos;
    }

    long steps() {
        return steps;
    }

    long jobSteps() {
        return jobSteps;
    }
}
