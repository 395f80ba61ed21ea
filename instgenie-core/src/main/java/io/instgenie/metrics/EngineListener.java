package io.instgenie.metrics;

/**
 * Hears what happens in an engine. Called on the engine's threads: keep it short. What it throws is logged and hurts nobody. Every
 * submitted edit is either refused or ended, each once.
 */
public interface EngineListener {
    /** An edit was submitted. */
    default void submitted() {}

    /** A submitted edit was not let in. */
    default void refused() {}

    /** An edit that was let in ended. */
    default void ended(EditOutcome outcome) {}

    /** Where the time of an edit went; called before it {@linkplain #ended ends} as {@link EditOutcome#DONE}. */
    default void timed(EditTimes times) {}

    /**
     * A worker took a step.
     *
     * @param jobs how many took it together
     * @param rows text and image rows of all of them
     * @param waitNanos time since the worker's last step during which jobs were ready
     * @param nanos the step itself
     */
    default void stepped(int worker, int jobs, long rows, long waitNanos, long nanos) {}

    /**
     * A worker chose and gathered the jobs of its next step.
     *
     * @param jobs how many it had to choose from
     * @param nanos how long that took
     */
    default void scheduled(int worker, int jobs, long nanos) {}

    /**
     * An edit took its first step on a worker.
     *
     * @param steps of that worker since the edit came to it, including this one: 1 if it did not have to wait for a place
     */
    default void joined(int worker, long steps) {}

    /**
     * The place of an edit that nobody waits for any more, since it was cancelled or is too late, is free again.
     *
     * @param steps of that worker since it was given up, including the next one: 1 if that is the first without it
     */
    default void freed(int worker, long steps) {}

    /** An edit begins anew on another worker, since its own was lost. */
    default void restarted(int worker) {}

    /** A worker died or stalled and was taken out. */
    default void workerLost(int worker) {}
}
