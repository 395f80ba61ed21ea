package io.instgenie.batching;

import java.util.List;

/**
 * Jobs join at the next step and leave after their last, each at its own step. Optionally lets jobs of one template fall into step
 * ({@link PhaseAlignment}). The default.
 */
public final class ContinuousStepScheduler implements StepScheduler {
    private final JoinOrder order;
    private final PhaseAlignment alignment;

    /** A scheduler that begins jobs in this order. */
    public ContinuousStepScheduler(JoinOrder order, PhaseAlignment alignment) {
        this.order = order;
        this.alignment = alignment;
    }

    @Override
    public List<JobView> schedule(StepState state) {
        StepBatch batch = new StepBatch(state);
        List<JobView> held = alignment.held(state);
        for (JobView job : state.running()) {
            if (!held.contains(job)) {
                batch.offer(job, true);
            }
        }
        order.join(batch, state.waiting());
        return batch.jobs();
    }
}
