package io.instgenie.edit;

/**
 * The engine's side of an {@link EditHandle}: what an edit owes its caller. The first of complete, fail and the caller's cancel decides;
 * later calls do nothing. Thread-safe.
 */
public final class EditPromise {
    private final EditHandle handle = new EditHandle();

    /** The caller's side. */
    public EditHandle handle() {
        return handle;
    }

    /** Whether nobody waits for a result any more: it is cancelled, failed or done. Cheap: one volatile read. */
    public boolean isSettled() {
        return handle.future().isDone();
    }

    /** Tells the listeners, on this thread, unless the edit is settled. */
    public void progress(EditProgress progress) {
        if (!isSettled()) {
            handle.report(progress);
        }
    }

    /** Hands over the result; returns false if the edit was settled before. */
    public boolean complete(EditResult result) {
        return handle.future().complete(result);
    }

    /** Ends the edit without a result; returns false if it was settled before. */
    public boolean fail(Throwable failure) {
        return handle.future().completeExceptionally(failure);
    }
}
