package io.instgenie.engine;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.google.common.math.LongMath;
import io.instgenie.admission.DeadlineCheck;
import io.instgenie.admission.TenantClock;
import io.instgenie.batching.JobView;
import io.instgenie.cost.LiveStepCost;
import io.instgenie.cost.StepCost;
import io.instgenie.cost.Tier;
import io.instgenie.edit.DeadlineExceededException;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditPromise;
import io.instgenie.encode.EditPlan;
import io.instgenie.worker.Submission;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Gives edits that are let in their number, their deadline and their place in the order of service. Thread-safe. */
public final class EditIntake {
    private final LiveStepCost costs;
    private final int workers;
    private final TenantClock tenants = new TenantClock();
    private final AtomicLong ids = new AtomicLong();

    public EditIntake(LiveStepCost costs, int workers) {
        this.costs = costs;
        this.workers = workers;
    }

    /**
     * Refuses an edit that would be late even if there were no other; only once steps were measured.
     *
     * @throws DeadlineExceededException if it would
     */
    public void requireInTime(EditPlan plan, EditSize size) {
        Optional<Duration> deadline = plan.request().deadline();
        if (deadline.isPresent() && costs.isMeasured()) {
            DeadlineCheck.require(
                    NANOSECONDS.convert(deadline.get()),
                    size.tokens(),
                    plan.mode() == EditMode.CACHED ? Tier.DEVICE : null,
                    plan.schedule().steps().size(),
                    costs.get());
        }
    }

    /** An edit that was let in. */
    public Submission submission(EditPlan plan, EditPromise promise, EditSize size, long submittedNanos) {
        StepCost cost = costs.get();
        double seconds = plan.schedule().steps().size()
                * cost.step().plus(cost.edit(size.tokens())).seconds()
                / workers;
        Submission.Arrival arrival = new Submission.Arrival(
                submittedNanos,
                tenants.arrival(plan.request().tenant(), submittedNanos, Math.round(seconds * 1e9)),
                plan.request()
                        .deadline()
                        .map(time -> LongMath.saturatedAdd(submittedNanos, NANOSECONDS.convert(time)))
                        .orElse(JobView.NO_DEADLINE));
        return new Submission(ids.incrementAndGet(), plan, promise, arrival);
    }
}
