package io.instgenie.worker;

import io.instgenie.batching.JobView;
import io.instgenie.edit.DeadlineExceededException;
import io.instgenie.edit.EditPromise;
import io.instgenie.encode.EditPlan;
import java.time.Duration;

/**
 * An edit as it was let in: all that is needed to begin it, and to begin it again elsewhere.
 *
 * @param id tells an engine's edits apart
 * @param arrival when it came, and until when it is of use
 * @param restarts how often it was begun again
 * @param avoided the worker it was lost on, which is to be avoided; {@link #NONE} if it was not
 */
public record Submission(long id, EditPlan plan, EditPromise promise, Arrival arrival, int restarts, int avoided) {
    /** No worker. */
    public static final int NONE = -1;

    /** An edit that comes for the first time. */
    public Submission(long id, EditPlan plan, EditPromise promise, Arrival arrival) {
        this(id, plan, promise, arrival, 0, NONE);
    }

    /**
     * Times of the engine's ticker, in nanoseconds.
     *
     * @param submittedNanos when it was submitted
     * @param orderNanos when it counts as having come for the order of service
     * @param deadlineNanos when its result is no longer of use; {@link JobView#NO_DEADLINE} if it always is
     */
    public record Arrival(long submittedNanos, long orderNanos, long deadlineNanos) {}

    /** The same edit, begun once more, not on that worker. */
    public Submission again(int worker) {
        return new Submission(id, plan, promise, arrival, restarts + 1, worker);
    }

    /** Whether nobody waits for it any more; an edit whose deadline is past fails by this. */
    public boolean isOver(long nowNanos) {
        long deadline = arrival.deadlineNanos();
        if (deadline != JobView.NO_DEADLINE && nowNanos - deadline > 0) {
            promise.fail(new DeadlineExceededException("the deadline passed "
                    + Duration.ofNanos(nowNanos - deadline).toMillis() + " ms ago and the edit is not done"));
        }
        return promise.isSettled();
    }
}
