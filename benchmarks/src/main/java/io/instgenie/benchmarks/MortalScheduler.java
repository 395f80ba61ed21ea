package io.instgenie.benchmarks;

import io.instgenie.batching.JobView;
import io.instgenie.batching.StepScheduler;
import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.batching.StepState;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The default step scheduler, whose worker dies when told, with edits under way. Thread-safe. */
final class MortalScheduler implements StepScheduler {
    private final StepScheduler scheduler = StepSchedulerKind.CONTINUOUS.create();
    private final AtomicBoolean deadly = new AtomicBoolean();

    /** The next worker to choose among edits that have begun dies. */
    void killOne() {
        deadly.set(true);
    }

    @Override
    public List<JobView> schedule(StepState state) {
        if (!state.running().isEmpty() && deadly.getAndSet(false)) {
            throw new AssertionError("a worker dies, as was asked for");
        }
        return scheduler.schedule(state);
    }
}
