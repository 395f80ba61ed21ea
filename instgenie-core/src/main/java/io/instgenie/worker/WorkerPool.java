package io.instgenie.worker;

import io.instgenie.edit.WorkerLostException;
import io.instgenie.routing.RoutedJob;
import io.instgenie.routing.Router;
import io.instgenie.routing.WorkerView;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An engine's workers behind a router, and which of them are in service. Owns them; knows nothing of what becomes of their jobs. Thread-safe. */
public final class WorkerPool implements AutoCloseable {
    private final List<Worker> workers;
    private final Router router;
    private final Set<Integer> takenOut = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Starts all workers.
     *
     * @param starter starts the one of a number
     * @param router must choose right; see {@link io.instgenie.routing.CheckedRouter}
     */
    public WorkerPool(int count, IntFunction<Worker> starter, Router router) {
        this.router = router;
        workers = IntStream.range(0, count).mapToObj(starter).toList();
    }

    /**
     * The worker that is to have an edit.
     *
     * @param avoided one to leave out if there is another; {@link Submission#NONE} if there is none to avoid
     * @throws WorkerLostException if none is in service
     */
    public int route(RoutedJob job, int avoided) {
        return router.route(job, views(avoided)).worker();
    }

    /**
     * The worker in service with the fewest jobs.
     *
     * @param avoided as for {@link #route}
     * @throws WorkerLostException if none is in service
     */
    public int leastBusy(int avoided) {
        return views(avoided).stream()
                .min(Comparator.comparingInt(WorkerView::requests))
                .orElseThrow()
                .worker();
    }

    private List<WorkerView> views(int avoided) {
        List<WorkerView> views = workers.stream()
                .filter(worker -> !closed && !takenOut.contains(worker.number()))
                .map(worker -> worker.load().view())
                .toList();
        if (views.isEmpty()) {
            throw noWorker();
        }
        List<WorkerView> others =
                views.stream().filter(view -> view.worker() != avoided).toList();
        return others.isEmpty() ? views : others;
    }

    /** What edits fail with that no worker can take. */
    public WorkerLostException noWorker() {
        return new WorkerLostException("no worker is in service: the engine was closed, or all are lost");
    }

    /** Hands a job over; a worker that was stopped gives it back by {@link WorkerObserver#lost}. */
    public void submit(EditJob job, int worker) {
        workers.get(worker).submit(job);
    }

    /** Hands a registration over, as {@link #submit(EditJob, int)} does. */
    public void submit(RegistrationJob registration, int worker) {
        workers.get(worker).submit(registration);
    }

    /** How many workers are in service. */
    public int inService() {
        return closed ? 0 : workers.size() - takenOut.size();
    }

    public boolean isClosed() {
        return closed;
    }

    /** How long each worker's present step has been going on; 0 if none is. */
    public Map<Integer, Long> stepNanos() {
        return workers.stream().collect(Collectors.toMap(Worker::number, Worker::stepNanos));
    }

    /** Ends a worker after its present step; does not wait. */
    public void stop(int worker) {
        workers.get(worker).stop();
    }

    /** Routes nothing to a worker any more. True if it was in service, and is not out because the pool was closed. */
    public boolean takeOut(int worker) {
        return takenOut.add(worker) && !closed;
    }

    /** Ends all workers after their present steps, and waits for them. */
    @Override
    public void close() {
        closed = true;
        workers.forEach(Worker::stop);
        workers.forEach(Worker::close);
    }
}
