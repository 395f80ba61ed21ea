package io.instgenie.worker;

import java.util.List;

/** Hears of what a worker does, on its thread; must not block. */
public interface WorkerObserver {
    /** A step of a job is done. */
    void stepped(EditJob job);

    /** All steps of a job are done; it now belongs to the observer. */
    void denoised(EditJob job);

    /**
     * A step of a batch is done.
     *
     * @param waitNanos time before the step during which jobs were ready and none was under way
     * @param nanos what the step took
     */
    void batchStepped(int worker, List<EditJob> jobs, long waitNanos, long nanos);

    /**
     * The jobs of the next step are chosen and gathered.
     *
     * @param jobs how many there were to choose from
     * @param nanos how long it took
     */
    void scheduled(int worker, int jobs, long nanos);

    /** A job takes its first step, the {@code steps}-th of the worker since the job came to it. */
    void joined(int worker, long steps);

    /** A job that nobody waits for is dropped before the {@code steps}-th step of the worker since it was given up. */
    void freed(int worker, long steps);

    /** A job failed, even alone; it is closed, and its promise still open. */
    void failed(EditJob job, Throwable failure);

    /**
     * A worker ended, and closed its jobs, whose promises are still open. May be called again for what came too late.
     *
     * @param registrations those it had, not closed
     */
    void lost(int worker, List<RegistrationJob> registrations, Throwable cause);
}
