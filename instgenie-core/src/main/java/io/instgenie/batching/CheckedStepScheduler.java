package io.instgenie.batching;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Guards a worker against its scheduler: a choice that is nonsense, or an exception, is named to {@code complaints} and rejected, and
 * {@code fallback} chooses instead.
 */
public final class CheckedStepScheduler implements StepScheduler {
    private final StepScheduler scheduler;
    private final StepScheduler fallback;
    private final Consumer<? super String> complaints;

    /**
     * A guard.
     *
     * @param fallback chooses where {@code scheduler} fails; must be right
     * @param complaints hears what was wrong, naming the scheduler and the job
     */
    public CheckedStepScheduler(StepScheduler scheduler, StepScheduler fallback, Consumer<? super String> complaints) {
        this.scheduler = scheduler;
        this.fallback = fallback;
        this.complaints = complaints;
    }

    @Override
    public List<JobView> schedule(StepState state) {
        String wrong;
        try {
            List<JobView> chosen = scheduler.schedule(state);
            wrong = wrong(chosen, state);
            if (wrong == null) {
                return chosen;
            }
        } catch (RuntimeException e) {
            wrong = "threw " + e;
        }
        complaints.accept("step scheduler " + scheduler.getClass().getName() + " " + wrong);
        return fallback.schedule(state);
    }

    /** What is wrong with a choice, or null. */
    private static @Nullable String wrong(@Nullable List<JobView> chosen, StepState state) {
        if (chosen == null) {
            return "returned null";
        }
        if (chosen.isEmpty()) {
            return state.hasWork() ? "chose nothing though jobs are ready" : null;
        }
        Set<JobView> running = new HashSet<>(state.running());
        Set<JobView> waiting = new HashSet<>(state.waiting());
        Set<Long> seen = new HashSet<>();
        StepBatch batch = new StepBatch(state);
        for (@Nullable JobView job : chosen) {
            if (job == null) {
                return "chose null";
            }
            if (!seen.add(job.id())) {
                return "chose job " + job.id() + " twice";
            }
            boolean begun = running.contains(job);
            if (!begun && !waiting.contains(job)) {
                return "chose job " + job.id() + ", which is unknown, finished or altered";
            }
            if (!batch.offer(job, begun)) {
                return "went over the limits with job " + job.id() + ": " + state.limits();
            }
        }
        return null;
    }
}
