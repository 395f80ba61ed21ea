package io.instgenie.routing;

import java.util.List;

/** The worker with the fewest jobs; of equals the first. A baseline. */
public final class LeastRequests implements Router {
    @Override
    public WorkerView route(RoutedJob job, List<WorkerView> workers) {
        WorkerView best = workers.get(0);
        for (WorkerView worker : workers) {
            if (worker.requests() < best.requests()) {
                best = worker;
            }
        }
        return best;
    }
}
