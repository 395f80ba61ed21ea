package io.instgenie.routing;

import java.util.List;

/** The worker whose jobs have the fewest masked tokens; of equals the first. A baseline. */
public final class LeastTokens implements Router {
    @Override
    public WorkerView route(RoutedJob job, List<WorkerView> workers) {
        WorkerView best = workers.get(0);
        for (WorkerView worker : workers) {
            if (worker.maskedTokens() < best.maskedTokens()) {
                best = worker;
            }
        }
        return best;
    }
}
