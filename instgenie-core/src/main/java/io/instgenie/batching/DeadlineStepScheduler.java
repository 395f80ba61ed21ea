package io.instgenie.batching;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.google.common.math.LongMath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Earliest deadline first, before every step anew: a running job pauses if jobs that are due sooner take its place. A job without a
 * deadline is due {@code patience} after its arrival, one with a later deadline too. So every job is due at a fixed time; whoever
 * comes after that is due later: none starves.
 */
public final class DeadlineStepScheduler implements StepScheduler {
    private final Comparator<JobView> order;

    /**
     * A scheduler.
     *
     * @param patience after which a job counts as due, whatever its deadline
     */
    public DeadlineStepScheduler(Duration patience) {
        if (patience.isNegative()) {
            throw new IllegalArgumentException("patience is " + patience + ", must not be negative");
        }
        long nanos = NANOSECONDS.convert(patience);
        order = Comparator.<JobView>comparingLong(
                        job -> Math.min(job.deadlineNanos(), LongMath.saturatedAdd(job.arrivalNanos(), nanos)))
                .thenComparing(Comparator.comparingInt(JobView::priority).reversed())
                .thenComparingLong(JobView::id);
    }

    /** A job, and whether it has begun. */
    private record Candidate(JobView job, boolean begun) {}

    @Override
    public List<JobView> schedule(StepState state) {
        List<Candidate> candidates = new ArrayList<>();
        state.running().forEach(job -> candidates.add(new Candidate(job, true)));
        state.waiting().forEach(job -> candidates.add(new Candidate(job, false)));
        candidates.sort(Comparator.comparing(Candidate::job, order));
        StepBatch batch = new StepBatch(state);
        boolean joining = true;
        for (Candidate candidate : candidates) {
            if (batch.isFull()) {
                break;
            }
            // A waiting job that does not fit is not overtaken by others that wait: they would take the room it waits
            // for.
            if (candidate.begun() || joining) {
                boolean taken = batch.offer(candidate.job(), candidate.begun());
                joining &= taken || candidate.begun();
            }
        }
        return batch.jobs();
    }
}
