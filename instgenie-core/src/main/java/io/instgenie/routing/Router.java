package io.instgenie.routing;

import java.util.List;

/** Chooses the worker for a job. Called by many threads; {@link CheckedRouter} guards against one that throws or invents workers. */
@FunctionalInterface
public interface Router {
    /**
     * The chosen one.
     *
     * @param workers those in service, at least one
     * @return an element of {@code workers}
     */
    WorkerView route(RoutedJob job, List<WorkerView> workers);
}
