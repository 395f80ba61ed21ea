package io.instgenie.routing;

import java.util.List;
import java.util.function.Consumer;

/** Guards an engine against its router: one that throws, or chooses no worker there is, is named and another chooses instead. */
public final class CheckedRouter implements Router {
    private final Router router;
    private final Router fallback;
    private final Consumer<? super String> complaints;

    /**
     * A guard.
     *
     * @param fallback chooses where {@code router} fails; must be right
     * @param complaints hears what was wrong
     */
    public CheckedRouter(Router router, Router fallback, Consumer<? super String> complaints) {
        this.router = router;
        this.fallback = fallback;
        this.complaints = complaints;
    }

    @Override
    public WorkerView route(RoutedJob job, List<WorkerView> workers) {
        String wrong;
        try {
            WorkerView chosen = router.route(job, workers);
            if (isOneOf(workers, chosen)) {
                return chosen;
            }
            wrong = "chose " + chosen + ", which is no worker in service";
        } catch (RuntimeException e) {
            wrong = "threw " + e;
        }
        complaints.accept("router " + router.getClass().getName() + " " + wrong);
        return fallback.route(job, workers);
    }

    private static boolean isOneOf(List<WorkerView> workers, WorkerView chosen) {
        for (WorkerView worker : workers) {
            if (worker == chosen) {
                return true;
            }
        }
        return false;
    }
}
