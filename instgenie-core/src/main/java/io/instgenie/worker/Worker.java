package io.instgenie.worker;

import io.instgenie.batching.JobQueue;
import io.instgenie.denoise.StepExecutor;
import io.instgenie.edit.DeviceLostException;
import io.instgenie.edit.DeviceOutOfMemoryException;
import io.instgenie.edit.InstGenieException;
import io.instgenie.edit.WorkerLostException;
import io.instgenie.routing.WorkerLoad;
import io.instgenie.tensor.NativeErrors;
import io.instgenie.tensor.WorkQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that computes on a device. Each turn it admits what has come, drops what nobody waits for, takes the jobs that its step
 * scheduler chooses one step further together, and hands off those that are done. {@link #submit} and {@link #close} may be called from
 * any thread.
 */
public final class Worker implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Worker.class);
    private static final long NO_STEP = Long.MIN_VALUE;
    private static final String CLOSED = "the engine was closed before the work was done";

    private final int number;
    private final StepExecutor executor;
    private final WorkerObserver observer;
    private final LongSupplier ticker;
    private final JobQueue<EditJob> jobs;
    private final WorkerLoad load;
    private final BlockingQueue<Object> arrivals = new WorkQueue<>();
    private final Deque<RegistrationJob> registrations = new ArrayDeque<>();
    private final Thread thread;
    private volatile boolean closed;
    /** What ended the thread, set before {@link #closed}: a job that comes at that moment is told of it too. */
    private volatile @Nullable Throwable death;

    private volatile long stepBegan = NO_STEP;
    private long readySince = NO_STEP;
    private long stepEnded = NO_STEP;
    private long choosingSince = NO_STEP;
    /** Written by the worker's thread only. */
    private volatile long turns;

    /**
     * What a worker runs in.
     *
     * @param threads make its thread
     * @param ticker nanoseconds
     */
    public record Environment(ThreadFactory threads, LongSupplier ticker) {}

    /**
     * Starts the thread.
     *
     * @param number tells workers apart
     * @param executor its own from now on
     * @param jobs an empty queue
     */
    public Worker(
            int number,
            StepExecutor executor,
            JobQueue<EditJob> jobs,
            WorkerObserver observer,
            Environment environment) {
        this.number = number;
        this.executor = executor;
        this.observer = observer;
        this.ticker = environment.ticker();
        this.jobs = jobs;
        load = new WorkerLoad(number);
        thread = environment.threads().newThread(this::run);
        thread.start();
    }

    /** Which one it is. */
    public int number() {
        return number;
    }

    /** Its jobs in sums. */
    public WorkerLoad load() {
        return load;
    }

    /** Hands a job over; after {@link #stop} it is closed and the worker {@linkplain WorkerObserver#lost lost} once more. */
    public void submit(EditJob job) {
        job.arrived(() -> turns);
        load.add(job.size().maskedTokens(), job.view().stepsLeft(), job.demand());
        arrive(job);
    }

    /** Hands a registration over; after {@link #stop} it comes back by {@link WorkerObserver#lost}. */
    public void submit(RegistrationJob registration) {
        arrive(registration);
    }

    private void arrive(Object job) {
        arrivals.add(job);
        if (closed) {
            Throwable cause = death;
            abandon(cause == null ? new WorkerLostException(CLOSED) : cause, false);
        }
    }

    /** How long the present step, and telling of it, has been going on; 0 if none is. */
    public long stepNanos() {
        long began = stepBegan;
        return began == NO_STEP ? 0 : ticker.getAsLong() - began;
    }

    private void run() {
        Throwable cause = new WorkerLostException(CLOSED);
        try {
            executor.enterDevice();
            while (!closed) {
                doWork();
            }
        } catch (InterruptedException e) {
            LOGGER.debug("{} was interrupted", thread.getName());
        } catch (Throwable t) { // whatever it is, the jobs must not be lost with the worker
            LOGGER.error("Worker {} died", number, t);
            cause = t;
            death = t;
        } finally {
            closed = true;
            abandon(cause, true);
            executor.close();
        }
    }

    /** One turn: admit, drop, step, hand off. Waits for an arrival if there is nothing to do. */
    private void doWork() throws InterruptedException {
        boolean idle = jobs.isEmpty() && registrations.isEmpty();
        Object arrival = idle ? arrivals.take() : arrivals.poll();
        if (idle && arrival instanceof EditJob edit) {
            readySince = edit.encodedNanos();
        }
        long turn = turns + 1;
        turns = turn; // what comes from here on comes during this turn's step
        admit(arrival);
        for (Object job = arrivals.poll(); job != null; job = arrivals.poll()) {
            admit(job);
        }
        long now = ticker.getAsLong();
        choosingSince = now;
        jobs.removeIf(job -> job.submission().isOver(now), this::free);
        List<EditJob> batch = jobs.next(now);
        if (!batch.isEmpty()) {
            step(batch);
            stepBegan = NO_STEP; // not before: a listener that blocks stalls a worker as a step does
        }
        readySince = jobs.isEmpty() ? NO_STEP : stepEnded;
        if (!registrations.isEmpty()) {
            record(registrations.element());
        }
    }

    private void admit(@Nullable Object job) {
        if (job instanceof EditJob edit) {
            jobs.add(edit);
        } else if (job instanceof RegistrationJob registration) {
            registrations.add(registration);
        }
    }

    private void discard(EditJob job) {
        forget(job);
        job.close();
    }

    private void free(EditJob job) {
        observer.freed(number, turns - job.settledAtTurn());
        discard(job);
    }

    private void forget(EditJob job) {
        load.remove(job.size().maskedTokens(), job.view().stepsLeft(), job.demand());
    }

    private void step(List<EditJob> batch) {
        List<Boolean> hits = batch.stream().map(job -> job.tier() != null).toList();
        for (EditJob job : batch) {
            if (job.join()) {
                observer.joined(number, turns - job.arrivedAtTurn());
            }
        }
        long began = ticker.getAsLong();
        if (choosingSince != NO_STEP) { // a step that is tried again was not chosen again
            observer.scheduled(number, jobs.running() + jobs.waiting(), began - choosingSince);
            choosingSince = NO_STEP;
        }
        stepBegan = began;
        Throwable failure = null;
        try {
            executor.step(batch.stream().map(EditJob::denoising).toList());
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        List<EditJob> left = tell(batch, hits, began);
        stepEnded = ticker.getAsLong();
        if (failure != null) {
            stepFailed(left, failure);
            return;
        }
        long waited = readySince == NO_STEP ? 0 : began - readySince;
        readySince = NO_STEP;
        observer.batchStepped(number, batch, waited, stepEnded - began);
        left.forEach(this::handOffIfDone);
    }

    /** Tells of those that moved: in a step that failed, some may have. Whose telling fails, fails alone; returns the others. */
    private List<EditJob> tell(List<EditJob> batch, List<Boolean> hits, long began) {
        List<EditJob> left = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            EditJob job = batch.get(i);
            try {
                if (job.view().step() < job.denoising().step()) {
                    job.stepped(began, hits.get(i));
                    load.stepped(job.demand());
                    observer.stepped(job);
                }
                left.add(job);
            } catch (RuntimeException | Error e) {
                survivable(e);
                failAlone(job, e);
            }
        }
        return left;
    }

    private void handOffIfDone(EditJob job) {
        if (job.denoising().isDone()) {
            jobs.remove(job);
            forget(job);
            observer.denoised(job);
        }
    }

    /** A batch that is too large is made smaller. Otherwise it is taken apart, so that a poisoned job fails alone. */
    private void stepFailed(List<EditJob> batch, Throwable failure) {
        InstGenieException translated = survivable(failure);
        if (batch.isEmpty()) {
            return;
        }
        if (batch.size() == 1) {
            failAlone(batch.get(0), failure);
            return;
        }
        if (translated instanceof DeviceOutOfMemoryException) {
            LOGGER.warn("A step of {} jobs ran out of memory; batches will be half as large", batch.size(), failure);
            jobs.limitJobs(batch.size() / 2);
            batch.forEach(this::handOffIfDone);
            return;
        }
        LOGGER.warn("A step of {} jobs failed; trying them one by one", batch.size(), failure);
        for (EditJob job : batch) {
            if (job.denoising().isDone()) {
                handOffIfDone(job);
            } else {
                step(List.of(job));
            }
        }
    }

    /** The library's own exception for a failure, unless that is the end of the device, and of this worker with it. */
    private static InstGenieException survivable(Throwable failure) {
        InstGenieException translated = NativeErrors.translate(failure);
        if (translated instanceof DeviceLostException lost) {
            throw lost;
        }
        return translated;
    }

    private void failAlone(EditJob job, Throwable failure) {
        jobs.remove(job);
        discard(job);
        observer.failed(job, failure);
    }

    private void record(RegistrationJob registration) {
        try {
            if (!registration.done().isDone()
                    && executor.recordSome(registration.template().value())) {
                return;
            }
            end(registration, done -> done.complete(null));
        } catch (RuntimeException | Error e) {
            InstGenieException translated = survivable(e);
            end(registration, done -> done.completeExceptionally(translated));
        }
    }

    private void end(RegistrationJob registration, Consumer<CompletableFuture<Void>> outcome) {
        registrations.remove(registration);
        registration.template().close();
        outcome.accept(registration.done());
    }

    /** Closes what it holds; only the worker's own thread may touch the jobs that were admitted. */
    private void abandon(Throwable cause, boolean own) {
        List<RegistrationJob> lost = new ArrayList<>();
        if (own) {
            jobs.removeIf(job -> true, this::discard);
            lost.addAll(registrations);
            registrations.clear();
        }
        for (Object job = arrivals.poll(); job != null; job = arrivals.poll()) {
            if (job instanceof EditJob edit) {
                discard(edit);
            } else if (job instanceof RegistrationJob registration) {
                lost.add(registration);
            }
        }
        observer.lost(number, lost, cause);
    }

    /** Ends the thread after its current step; jobs not done are {@linkplain WorkerObserver#lost lost}. Does not wait. */
    public void stop() {
        closed = true;
        thread.interrupt();
    }

    /** Stops, and waits for the thread. */
    @Override
    public void close() {
        stop();
        boolean interrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
