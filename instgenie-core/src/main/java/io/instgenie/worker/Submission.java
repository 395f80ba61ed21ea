package io.instgenie.worker;

import io.instgenie.batching.JobView;
import io.instgenie.edit.DeadlineExceededException;
import io.instgenie.edit.EditPromise;
import io.instgenie.encode.EditPlan;
import java.time.Duration;

/**
 * An edit as it was let in: all that is needed to begin it, and to begin it anew elsewhere. Times are the engine's ticker's.
 *
 * @param id tells an engine's edits apart
 * @param submittedNanos when it was submitted
 * @param arrivalNanos when it counts as having come for the order of service
 * @param deadlineNanos when its result is no longer of use; {@link JobView#NO_DEADLINE} if it always is
 * @param restarts how often it was begun anew
 * @param avoided the worker it was lost on, which is to be avoided; {@link #NONE} if it was not
 */
public record Submission(
        long id,
        EditPlan plan,
        EditPromise promise,
        long submittedNanos,
        long arrivalNanos,
        long deadlineNanos,
        int restarts,
        int avoided) {
    /** No worker. */
    public static final int NONE = -1;

    /** The same edit, begun once more, not on that worker. */
    public Submission again(int worker) {
        return new Submission(id, plan, promise, submittedNanos, arrivalNanos, deadlineNanos, restarts + 1, worker);
    }

    /** Whether nobody waits for it any more; an edit whose deadline is past fails by this. */
    public boolean isOver(long nowNanos) {
        if (deadlineNanos != JobView.NO_DEADLINE && nowNanos - deadlineNanos > 0) {
            promise.fail(new DeadlineExceededException("the deadline passed "
                    + Duration.ofNanos(nowNanos - deadlineNanos).toMillis() + " ms ago and the edit is not done"));
        }
        return promise.isSettled();
    }
}
