package io.instgenie.batching;

import java.time.Duration;

/** The step schedulers of this library by name, with the values they have if nothing else is said. */
public enum StepSchedulerKind {
    /** {@link ContinuousStepScheduler} with {@link PhaseAlignment}. */
    CONTINUOUS,
    /** {@link ContinuousStepScheduler} without. */
    UNALIGNED,
    /** {@link StaticStepScheduler}. */
    STATIC,
    /** {@link DeadlineStepScheduler}. */
    DEADLINE;

    /** A job of the next lower priority goes first if it has waited so much longer. */
    public static final Duration AGEING = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** A new scheduler. */
    public StepScheduler create() {
        JoinOrder order = new JoinOrder(AGEING);
        return switch (this) {
            case CONTINUOUS -> new ContinuousStepScheduler(order, new PhaseAlignment(PATIENCE));
            case UNALIGNED -> new ContinuousStepScheduler(order, PhaseAlignment.NONE);
            case STATIC -> new StaticStepScheduler(order);
            case DEADLINE -> new DeadlineStepScheduler(PATIENCE);
        };
    }
}
