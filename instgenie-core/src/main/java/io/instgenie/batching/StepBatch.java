package io.instgenie.batching;

import io.instgenie.cost.Demand;
import io.instgenie.cost.StepCost;
import java.util.ArrayList;
import java.util.List;

/** A batch in the making: takes jobs as long as the limits of a step allow. Not thread-safe. */
public final class StepBatch {
    private final BatchLimits limits;
    private final StepCost costs;
    private final List<JobView> jobs = new ArrayList<>();
    private Demand demand;
    private long rows;
    private long bytes;
    private final boolean idle;

    /** An empty batch beside the jobs that have begun, whose memory is taken. */
    public StepBatch(StepState state) {
        limits = state.limits();
        costs = state.costs();
        demand = costs.step();
        idle = state.running().isEmpty();
        for (JobView job : state.running()) {
            bytes += job.bytes();
        }
    }

    /**
     * Adds a job if it fits.
     *
     * @param begun whether it has begun, and holds its memory already
     */
    public boolean offer(JobView job, boolean begun) {
        boolean memory = begun || job.bytes() <= limits.bytes() - bytes || (idle && jobs.isEmpty());
        if (!memory) {
            return false;
        }
        Demand with = demand.plus(added(job));
        boolean fits = jobs.size() < limits.jobs()
                && rows + job.size().rows() <= limits.rows()
                && with.seconds() <= limits.stepSeconds();
        if (!fits && !jobs.isEmpty()) {
            return false;
        }
        jobs.add(job);
        demand = with;
        rows += job.size().rows();
        bytes += begun ? 0 : job.bytes();
        return true;
    }

    /** What a job adds, given those here. */
    private Demand added(JobView job) {
        for (JobView other : jobs) {
            if (other.sharesLoads(job)) {
                return costs.edit(job.size());
            }
        }
        return job.demand(costs);
    }

    /** The jobs, in the order in which they came. */
    public List<JobView> jobs() {
        return jobs;
    }

    /** Whether it holds no job. */
    public boolean isEmpty() {
        return jobs.isEmpty();
    }

    /** Whether no further job fits by number. */
    public boolean isFull() {
        return jobs.size() >= limits.jobs();
    }

    /** What its step asks for. */
    public Demand demand() {
        return demand;
    }
}
