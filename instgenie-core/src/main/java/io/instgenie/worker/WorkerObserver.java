package io.instgenie.worker;

import java.util.List;

/** Hears of what a worker does, on its thread; must not block. */
public interface WorkerObserver extends JobObserver {
    /**
     * A step of a batch is done.
     *
     * @param waitNanos time since the worker's step before during which jobs were ready
     * @param nanos what the step took
     */
    void batchStepped(int worker, List<EditJob> jobs, long waitNanos, long nanos);

    /** A job failed, even alone; it is closed, and its promise still open. */
    void failed(EditJob job, Throwable failure);

    /**
     * A worker ended, and closed its jobs, whose promises are still open. May be called again for what came too late.
     *
     * @param registrations those it had, not closed
     */
    void lost(int worker, List<RegistrationJob> registrations, Throwable cause);
}
