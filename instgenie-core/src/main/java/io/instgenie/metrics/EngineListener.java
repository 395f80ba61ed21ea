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

    /** An edit begins anew on another worker, since its own was lost. */
    default void restarted(int worker) {}

    /** A worker died or stalled and was taken out. */
    default void workerLost(int worker) {}
}
