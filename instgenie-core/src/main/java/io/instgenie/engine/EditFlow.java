package io.instgenie.engine;

import io.instgenie.batching.JobView;
import io.instgenie.cost.JobSize;
import io.instgenie.cost.LiveStepCost;
import io.instgenie.cost.Tier;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.edit.DeviceLostException;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditProgress;
import io.instgenie.edit.InstGenieException;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.WorkerLostException;
import io.instgenie.metrics.EngineListener;
import io.instgenie.routing.RoutedJob;
import io.instgenie.routing.TemplatePlaces;
import io.instgenie.tensor.NativeErrors;
import io.instgenie.worker.EditJob;
import io.instgenie.worker.RegistrationJob;
import io.instgenie.worker.Submission;
import io.instgenie.worker.WorkerObserver;
import io.instgenie.worker.WorkerPool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Owns every edit from its admission to its end: has it encoded, stepped and decoded, and begins it again on another worker where its own
 * is lost, at most {@value #MAX_RESTARTS} times. A job on a worker stands in one table; whoever takes it out ends or restarts it, nobody
 * else, and what a lost worker still brings afterwards is dropped. Thread-safe.
 */
public final class EditFlow implements WorkerObserver, AutoCloseable {
    /** How often an edit is begun again before it fails. */
    public static final int MAX_RESTARTS = 2;
    /** A worker on which so many jobs in a row failed, each alone, is taken to be the cause, if there is another. */
    private static final int SUSPECT_FAILURES = 3;

    private final EncodeStage encoding;
    private final DecodeStage decoding;
    private final LiveStepCost costs;
    private final EngineListener listener;
    private final WorkerPool pool;
    private final Map<Long, EditJob> onWorkers = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> failuresInARow = new ConcurrentHashMap<>();

    /**
     * @param costs is told of every step
     * @param workers starts the workers, which tell this flow of what they do
     */
    public EditFlow(
            EncodeStage encoding,
            DecodeStage decoding,
            LiveStepCost costs,
            EngineListener listener,
            Function<WorkerObserver, WorkerPool> workers) {
        this.encoding = encoding;
        this.decoding = decoding;
        this.costs = costs;
        this.listener = listener;
        this.pool = workers.apply(this);
    }

    /** Begins an edit, for the first time or again. */
    public void start(Submission submission) {
        encoding.readAhead(submission);
        try {
            encoding.execute(() -> encode(submission));
        } catch (RejectedExecutionException e) {
            submission.promise().fail(new InvalidRequestException("the engine is closed", e));
        }
    }

    private void encode(Submission submission) {
        if (submission.isOver(encoding.now())) {
            return;
        }
        int worker = Submission.NONE;
        try {
            worker = pool.leastBusy(submission.avoided());
            EncodeStage.Encoded encoded = encoding.encode(submission, worker, this::route);
            worker = encoded.worker();
            submit(encoded.job(), worker);
        } catch (RuntimeException | Error e) {
            failedOffWorkers(submission, worker, e);
        }
    }

    private int route(Submission submission, JobSize size, @Nullable CachedTemplate template) {
        TemplatePlaces places = template == null
                ? new Places(null, EditJob.NO_TEMPLATE)
                : new Places(EditJob.tier(template.activations(), 0), EditJob.idOf(template.activations()));
        int steps = submission.plan().schedule().steps().size();
        return pool.route(new RoutedJob(size, steps, places), submission.avoided());
    }

    /** Where a template stands; memory is one for all workers. */
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
            for (EditJob other : onWorkers.values()) {
                JobView view = other.view();
                if (other.worker() == worker && view.template() == template) {
                    most = Math.max(most, view.stepsLeft());
                }
            }
            return most;
        }
    }

    /** Gives a job to a worker. One that was lost meanwhile gives it back, to be begun again on another. */
    public void submit(EditJob job, int worker) {
        job.route(worker, costs.get().job(job.size(), job.tier()));
        long id = job.submission().id();
        onWorkers.put(id, job);
        job.promise().handle().future().whenComplete((result, failure) -> onWorkers.remove(id));
        pool.submit(job, worker);
    }

    /** Gives a registration to the worker with the fewest jobs; fails it if none is in service. */
    void submit(RegistrationJob registration) {
        try {
            pool.submit(registration, leastBusy());
        } catch (WorkerLostException e) {
            registration.template().close();
            registration.done().completeExceptionally(e);
        }
    }

    /**
     * The worker with the fewest jobs.
     *
     * @throws WorkerLostException if none is in service
     */
    int leastBusy() {
        return pool.leastBusy(Submission.NONE);
    }

    @Override
    public void stepped(EditJob job) {
        if (onWorkers.get(job.submission().id()) != job) {
            return;
        }
        int step = job.denoising().step();
        int steps = job.denoising().steps();
        if (!job.plan().request().previews()) {
            job.promise().progress(new EditProgress(step, steps, Optional.empty()));
            return;
        }
        decoding.preview(job, new DecodeStage.Outcome<>() {
            @Override
            public void done(EditImage preview) {
                job.promise().progress(new EditProgress(step, steps, Optional.of(preview)));
            }

            /** Without its device the edit itself ends or is begun again, soon. */
            @Override
            public void failed(Throwable failure) {
                InstGenieException translated = NativeErrors.translate(failure);
                if (!(translated instanceof DeviceLostException)) {
                    job.promise().fail(translated);
                }
            }
        });
    }

    @Override
    public void denoised(EditJob job) {
        if (!onWorkers.remove(job.submission().id(), job)) {
            job.close();
            return;
        }
        decoding.finish(job, new DecodeStage.Outcome<>() {
            @Override
            public void done(DecodeStage.Finished finished) {
                if (!job.promise().isSettled()) {
                    listener.timed(finished.times());
                }
                job.promise().complete(finished.result());
            }

            @Override
            public void failed(Throwable failure) {
                failedOffWorkers(job.submission(), job.worker(), failure);
            }
        });
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
        if (!onWorkers.remove(job.submission().id(), job)) {
            return;
        }
        boolean others = pool.inService() > 1;
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
        pool.stepNanos().forEach((worker, nanos) -> {
            Duration going = Duration.ofNanos(nanos);
            if (going.compareTo(patience) > 0) {
                takeOut(worker, new WorkerLostException("a step has been going on for " + going.toMillis() + " ms"));
            }
        });
    }

    private void takeOut(int worker, Throwable cause) {
        pool.stop(worker);
        lost(worker, List.of(), cause);
    }

    @Override
    public void lost(int worker, List<RegistrationJob> registrations, Throwable cause) {
        if (pool.takeOut(worker)) {
            listener.workerLost(worker);
        }
        registrations.forEach(this::submit);
        for (EditJob job : onWorkers.values()) {
            if (job.worker() == worker && onWorkers.remove(job.submission().id(), job)) {
                if (mayStartAgain(job.submission())) {
                    restart(job.submission(), worker);
                } else {
                    job.promise().fail(pool.isClosed() ? pool.noWorker() : NativeErrors.translate(cause));
                }
            }
        }
    }

    private boolean mayStartAgain(Submission submission) {
        return pool.inService() > 0 && submission.restarts() < MAX_RESTARTS;
    }

    private void restart(Submission submission, int worker) {
        listener.restarted(worker);
        start(submission.again(worker));
    }

    /** Work failed on a worker's device, on another thread. If that is the end of the device, the worker is taken out, and the answer true. */
    boolean takeOutIfLost(int worker, Throwable failure) {
        boolean isLost = NativeErrors.translate(failure) instanceof DeviceLostException;
        if (isLost) {
            takeOut(worker, failure);
        }
        return isLost;
    }

    /** Work for an edit that is on no worker failed: it starts again on another device if its own is lost, and else fails. */
    private void failedOffWorkers(Submission submission, int worker, Throwable failure) {
        if (worker != Submission.NONE && takeOutIfLost(worker, failure) && mayStartAgain(submission)) {
            restart(submission, worker);
        } else {
            submission.promise().fail(NativeErrors.translate(failure));
        }
    }

    /** Ends all workers after their present steps, and waits for them; jobs not done fail. */
    @Override
    public void close() {
        pool.close();
    }
}
