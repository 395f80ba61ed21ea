package io.instgenie.batching;

import io.instgenie.cost.StepCost;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A worker's jobs: those that wait to begin and those that have begun. Each job is in it from {@link #add} until it is taken out, in one
 * of the two places. Not thread-safe.
 *
 * @param <J> jobs
 */
public final class JobQueue<J extends JobQueue.Job> {
    private final StepScheduler scheduler;
    private BatchLimits limits;
    private final Supplier<StepCost> costs;
    private final List<J> running = new ArrayList<>();
    private final List<J> waiting = new ArrayList<>();

    /** What can be scheduled. */
    public interface Job {
        /** The job as it stands; the same object until it has taken a step. */
        JobView view();
    }

    /**
     * An empty queue.
     *
     * @param scheduler must choose right; see {@link CheckedStepScheduler}
     */
    public JobQueue(StepScheduler scheduler, BatchLimits limits, Supplier<StepCost> costs) {
        this.scheduler = scheduler;
        this.limits = limits;
        this.costs = costs;
    }

    /** Lets at most so many jobs step together from now on, at least one; those beyond pause. */
    public void limitJobs(int most) {
        limits = new BatchLimits(Math.max(1, most), limits.rows(), limits.bytes(), limits.stepSeconds());
    }

    /** A job came. */
    public void add(J job) {
        waiting.add(job);
    }

    /** The jobs to step now, which thereby have begun; none if there are none. */
    public List<J> next(long nowNanos) {
        if (isEmpty()) {
            return List.of();
        }
        List<JobView> chosen =
                scheduler.schedule(new StepState(nowNanos, views(running), views(waiting), limits, costs.get()));
        List<J> batch = new ArrayList<>(chosen.size());
        for (JobView view : chosen) {
            batch.add(take(view));
        }
        return batch;
    }

    private J take(JobView view) {
        for (J job : running) {
            if (job.view() == view) {
                return job;
            }
        }
        for (Iterator<J> jobs = waiting.iterator(); jobs.hasNext(); ) {
            J job = jobs.next();
            if (job.view() == view) {
                jobs.remove();
                running.add(job);
                return job;
            }
        }
        throw new IllegalStateException("the scheduler chose a job that is not here: " + view);
    }

    /** A job that has begun leaves. */
    public void remove(J job) {
        running.remove(job);
    }

    /** Takes out jobs that fulfil a condition, and hands each to {@code taker}. */
    public void removeIf(Predicate<? super J> condition, Consumer<? super J> taker) {
        removeIf(running, condition, taker);
        removeIf(waiting, condition, taker);
    }

    private static <J> void removeIf(List<J> jobs, Predicate<? super J> condition, Consumer<? super J> taker) {
        jobs.removeIf(job -> {
            boolean remove = condition.test(job);
            if (remove) {
                taker.accept(job);
            }
            return remove;
        });
    }

    /** Shows each job, those that have begun first. */
    public void forEach(Consumer<? super J> viewer) {
        running.forEach(viewer);
        waiting.forEach(viewer);
    }

    /** Whether there is no job. */
    public boolean isEmpty() {
        return running.isEmpty() && waiting.isEmpty();
    }

    /** How many have begun. */
    public int running() {
        return running.size();
    }

    /** How many have not. */
    public int waiting() {
        return waiting.size();
    }

    private static <J extends Job> List<JobView> views(List<J> jobs) {
        List<JobView> views = new ArrayList<>(jobs.size());
        for (J job : jobs) {
            views.add(job.view());
        }
        return views;
    }
}
