package io.instgenie.batching;

import io.instgenie.cost.Demand;
import io.instgenie.cost.JobSize;
import io.instgenie.cost.StepCost;
import io.instgenie.cost.Tier;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link StepScheduler} sees of a job.
 *
 * @param id tells a worker's jobs apart
 * @param template tells templates and their schedules apart: jobs of one template at one step share its keys and values
 * @param tier where its template's activations lie; null if nowhere, or for a dense edit
 * @param step steps done
 * @param stepsLeft steps to do, at least 1
 * @param size how large it is
 * @param bytes device memory it holds from its first step to its last
 * @param arrivalNanos when it was submitted
 * @param deadlineNanos when its result is no longer of use; {@link #NO_DEADLINE} if it always is
 * @param priority higher goes first
 */
public record JobView(
        long id,
        long template,
        @Nullable Tier tier,
        int step,
        int stepsLeft,
        JobSize size,
        long bytes,
        long arrivalNanos,
        long deadlineNanos,
        int priority) {
    /** The deadline of jobs that have none. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    /** Whether it is a dense edit, which has no template. */
    public boolean isDense() {
        return size.unmaskedTokens() == 0;
    }

    /** Whether it takes its template's keys and values from the same loads as another, if they step together. */
    public boolean sharesLoads(JobView other) {
        return template == other.template && step == other.step && !isDense() && !other.isDense();
    }

    /** What it adds to a step that it shares with no other job of its template. */
    public Demand demand(StepCost costs) {
        return costs.job(size, tier);
    }
}
