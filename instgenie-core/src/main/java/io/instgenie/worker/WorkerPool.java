package io.instgenie.worker;

import io.instgenie.cost.JobSize;
import io.instgenie.cost.LiveStepCost;
import io.instgenie.cost.Tier;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.edit.DeviceLostException;
import io.instgenie.edit.WorkerLostException;
import io.instgenie.metrics.EngineListener;
import io.instgenie.routing.RoutedJob;
import io.instgenie.routing.Router;
import io.instgenie.routing.TemplatePlaces;
import io.instgenie.routing.WorkerView;
import io.instgenie.tensor.NativeErrors;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An engine's workers behind a router. Knows of every job which worker has it; when one dies, stalls or fails job after job, it is taken
 * out, and its jobs begin anew on others, each at most {@value #MAX_RESTARTS} times. What a lost worker still brings afterwards is
 * dropped. Thread-safe.
 */
public final class WorkerPool implements WorkerObserver, AutoCloseable {
    /** How often a job begins anew before it fails. */
    public static final int MAX_RESTARTS = 2;

    /** A worker on which so many jobs in a row failed, each alone, is taken to be the cause, if there is another. */
    private static final int SUSPECT_FAILURES = 3;

    private final List<Worker> workers;
    private final Router router;
    private final LiveStepCost costs;
    private final JobObserver observer;
    private final Consumer<Submission> restarter;
    private final EngineListener listener;
    private final Map<Long, EditJob> inFlight = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> failuresInARow = new ConcurrentHashMap<>();
    private final Set<Integer> lost = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Starts a worker that reports to a pool. */
    @FunctionalInterface
    public interface WorkerStarter {
        Worker start(int number, WorkerObserver observer);
    }

    /**
     * Starts all workers.
     *
     * @param router must choose right; see {@link io.instgenie.routing.CheckedRouter}
     * @param costs is told of every step
     * @param observer where jobs go
     * @param restarter begins an edit anew, from its submission on
     */
    public WorkerPool(
            int count,
            WorkerStarter starter,
            Router router,
            LiveStepCost costs,
            JobObserver observer,
            Consumer<Submission> restarter,
            EngineListener listener) {
        this.router = router;
        this.costs = costs;
        this.observer = observer;
        this.restarter = restarter;
        this.listener = listener;
        workers = IntStream.range(0, count)
                .mapToObj(number -> starter.start(number, this))
                .toList();
    }

    /**
     * The worker that is to have an edit, which is then encoded for it and {@linkplain #submit(EditJob, int) submitted}.
     *
     * @param size of the edit
     * @param template that it uses, or null
     * @throws WorkerLostException if none is in service
     */
    public int route(Submission submission, JobSize size, @Nullable CachedTemplate template) {
        List<WorkerView> views = inService(submission.avoided());
        Places places = template == null
                ? new Places(null, EditJob.NO_TEMPLATE)
                : new Places(EditJob.tier(template.activations(), 0), EditJob.idOf(template.activations()));
        int steps = submission.plan().schedule().steps().size();
        return router.route(new RoutedJob(size, steps, places), views).worker();
    }

    /** The worker in service with the fewest jobs, not {@code avoided} if there is another; throws {@link WorkerLostException} if none is. */
    public int leastBusy(int avoided) {
        return inService(avoided).stream()
                .min(Comparator.comparingInt(WorkerView::requests))
                .orElseThrow()
                .worker();
    }

    /** Gives a job to a worker. One that was lost meanwhile gives it back, to begin anew on another. */
    public void submit(EditJob job, int worker) {
        job.route(worker, costs.get().job(job.size(), job.tier()));
        long id = job.submission().id();
        inFlight.put(id, job);
        job.promise().handle().future().whenComplete((result, failure) -> inFlight.remove(id));
        workers.get(worker).submit(job);
    }

    /** Gives a registration to the worker with the fewest jobs; fails it if none is in service. */
    public void submit(RegistrationJob registration) {
        int worker;
        try {
            worker = leastBusy(Submission.NONE);
        } catch (WorkerLostException e) {
            registration.template().close();
            registration.done().completeExceptionally(e);
            return;
        }
        workers.get(worker).submit(registration);
    }

    /** Where a job's template stands; memory is one for all workers. */
    private final class Places implements TemplatePlaces {
        private final @Nullable Tier tier;
        private final long template;

        Places(@Nullable Tier tier, long template) {
            this.tier = tier;
            this.template = template;
        }

        @Override
        public @Nullable Tier tier(int worker) {
            return tier;
        }

        @Override
        public int stepsLeft(int worker) {
            int most = 0;
            for (EditJob other : inFlight.values()) {
                if (other.worker() == worker && other.view().template() == template) {
                    most = Math.max(most, other.view().stepsLeft());
                }
            }
            return most;
        }
    }

    private List<WorkerView> inService(int avoided) {
        List<WorkerView> views = workers.stream()
                .filter(worker -> !closed && !lost.contains(worker.number()))
                .map(worker -> worker.load().view())
                .toList();
        List<WorkerView> others =
                views.stream().filter(view -> view.worker() != avoided).toList();
        if (views.isEmpty()) {
            throw noWorker();
        }
        return others.isEmpty() ? views : others;
    }

    private static WorkerLostException noWorker() {
        return new WorkerLostException("no worker is in service: the engine was closed, or all are lost");
    }

    @Override
    public void stepped(EditJob job) {
        if (isCurrent(job)) {
            observer.stepped(job);
        }
    }

    @Override
    public void denoised(EditJob job) {
        if (inFlight.remove(job.submission().id(), job)) {
            observer.denoised(job);
        } else {
            job.close();
        }
    }

    private boolean isCurrent(EditJob job) {
        return inFlight.get(job.submission().id()) == job;
    }

    @Override
    public void batchStepped(int worker, List<EditJob> jobs, long waitNanos, long nanos) {
        failuresInARow.remove(worker);
        long rows = 0;
        for (EditJob job : jobs) {
            rows += job.size().rows() + (job.computedTemplate() ? job.size().keys() : 0);
        }
        costs.stepped(jobs.size(), waitNanos / 1e9);
        listener.stepped(worker, jobs.size(), rows, waitNanos, nanos);
    }

    @Override
    public void scheduled(int worker, int jobs, long nanos) {
        listener.scheduled(worker, jobs, nanos);
    }

    @Override
    public void joined(int worker, long steps) {
        listener.joined(worker, steps);
    }

    @Override
    public void freed(int worker, long steps) {
        listener.freed(worker, steps);
    }

    @Override
    public void failed(EditJob job, Throwable failure) {
        if (!inFlight.remove(job.submission().id(), job)) {
            return;
        }
        boolean others = workers.size() - lost.size() > 1;
        if (others && job.submission().restarts() < MAX_RESTARTS) {
            restart(job.submission(), job.worker());
        } else {
            job.promise().fail(NativeErrors.translate(failure));
        }
        if (failuresInARow.merge(job.worker(), 1, Integer::sum) >= SUSPECT_FAILURES && others) {
            takeOut(job.worker(), failure);
        }
    }

    /** Takes out the workers whose present step has been going on for longer than {@code patience}. */
    public void takeOutStalled(Duration patience) {
        for (Worker worker : workers) {
            long nanos = worker.stepNanos();
            if (nanos > patience.toNanos()) {
                takeOut(
                        worker.number(),
                        new WorkerLostException("a step has been going on for "
                                + Duration.ofNanos(nanos).toMillis() + " ms"));
            }
        }
    }

    private void takeOut(int worker, Throwable cause) {
        workers.get(worker).stop();
        lost(worker, List.of(), cause);
    }

    @Override
    public void lost(int worker, List<RegistrationJob> registrations, Throwable cause) {
        if (lost.add(worker) && !closed) {
            listener.workerLost(worker);
        }
        registrations.forEach(this::submit);
        for (EditJob job : inFlight.values()) {
            if (job.worker() == worker && inFlight.remove(job.submission().id(), job)) {
                if (mayBeginAnew(job.submission())) {
                    restart(job.submission(), worker);
                } else {
                    job.promise().fail(closed ? noWorker() : NativeErrors.translate(cause));
                }
            }
        }
    }

    private boolean mayBeginAnew(Submission submission) {
        return !closed && workers.size() > lost.size() && submission.restarts() < MAX_RESTARTS;
    }

    private void restart(Submission submission, int worker) {
        listener.restarted(worker);
        restarter.accept(submission.again(worker));
    }

    /** Work failed on a worker's device, beside the worker. If that is the end of the device, the worker is taken out, and the answer true. */
    public boolean takeOutIfLost(int worker, Throwable failure) {
        boolean isLost = NativeErrors.translate(failure) instanceof DeviceLostException;
        if (isLost) {
            takeOut(worker, failure);
        }
        return isLost;
    }

    /** Work for an edit that is in no worker's hands failed: it begins anew on another device if its own is lost, and else fails. */
    public void failedBeside(Submission submission, int worker, Throwable failure) {
        if (worker != Submission.NONE && takeOutIfLost(worker, failure) && mayBeginAnew(submission)) {
            restart(submission, worker);
        } else {
            submission.promise().fail(NativeErrors.translate(failure));
        }
    }

    /** Ends all workers after their present steps, and waits for them; jobs not done fail. */
    @Override
    public void close() {
        closed = true;
        workers.forEach(Worker::stop);
        workers.forEach(Worker::close);
    }
}
