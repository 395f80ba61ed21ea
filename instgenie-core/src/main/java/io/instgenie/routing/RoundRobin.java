package io.instgenie.routing;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Each worker in turn. A baseline. */
public final class RoundRobin implements Router {
    private final AtomicInteger next = new AtomicInteger();

    @Override
    public WorkerView route(RoutedJob job, List<WorkerView> workers) {
        return workers.get(Math.floorMod(next.getAndIncrement(), workers.size()));
    }
}
