package io.instgenie.batching;

import java.util.List;

/** A batch runs until its last job is done; only then the next is formed. The baseline. */
public final class StaticStepScheduler implements StepScheduler {
    private final JoinOrder order;

    /** A scheduler that begins jobs in this order. */
    public StaticStepScheduler(JoinOrder order) {
        this.order = order;
    }

    @Override
    public List<JobView> schedule(StepState state) {
        StepBatch batch = new StepBatch(state);
        if (state.running().isEmpty()) {
            order.join(batch, state.waiting());
        } else {
            state.running().forEach(job -> batch.offer(job, true));
        }
        return batch.jobs();
    }
}
