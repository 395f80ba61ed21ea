package io.instgenie.worker;

import io.instgenie.denoise.DenoisingJob;
import io.instgenie.denoise.StepExecutor;
import io.instgenie.denoise.StepRecorder;
import io.instgenie.edit.WorkerLostException;
import io.instgenie.tensor.NativeErrors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that computes on a device. Each turn it admits what has come, drops what nobody waits for, takes all jobs one step
 * further together, and hands off those that are done. {@link #submit} and {@link #close} may be called from any thread.
 */
public final class Worker implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Worker.class);

    private final StepExecutor executor;
    private final StepRecorder recorder;
    private final JobObserver observer;
    private final LongSupplier ticker;
    private final int maxBatch;
    private final BlockingQueue<Object> arrivals = new LinkedBlockingQueue<>();
    private final Deque<EditJob> waiting = new ArrayDeque<>();
    private final List<EditJob> running = new ArrayList<>();
    private final Deque<RegistrationJob> registrations = new ArrayDeque<>();
    private final Thread thread;
    private volatile boolean closed;

    /** Where jobs go from the worker; called on its thread, must neither block nor throw. */
    public interface JobObserver {
        /** A step of a job is done; its predicted latents are there during the call only. */
        void stepped(EditJob job);

        /** All steps of a job are done; it now belongs to the observer. */
        void denoised(EditJob job);
    }

    /**
     * Starts the thread.
     *
     * @param maxBatch most jobs to step together
     * @param ticker nanoseconds
     */
    public Worker(
            ThreadFactory threads,
            StepExecutor executor,
            StepRecorder recorder,
            JobObserver observer,
            LongSupplier ticker,
            int maxBatch) {
        this.executor = executor;
        this.recorder = recorder;
        this.observer = observer;
        this.ticker = ticker;
        this.maxBatch = maxBatch;
        thread = threads.newThread(this::run);
        thread.start();
    }

    /** Hands a job over; after {@link #close} it fails at once. */
    public void submit(EditJob job) {
        arrive(job);
    }

    /** Hands a registration over; after {@link #close} it fails at once. */
    public void submit(RegistrationJob registration) {
        arrive(registration);
    }

    private void arrive(Object job) {
        arrivals.add(job);
        if (closed) {
            abandon(arrivals);
        }
    }

    private void run() {
        try {
            while (!closed) {
                doWork();
            }
        } catch (InterruptedException e) {
            LOGGER.debug("{} was interrupted", thread.getName());
        } finally {
            closed = true;
            abandon(new ArrayDeque<>(running));
            abandon(waiting);
            abandon(registrations);
            abandon(arrivals);
            executor.close();
        }
    }

    /** One turn: admit, drop, step, hand off. Waits for an arrival if there is nothing to do. */
    private void doWork() throws InterruptedException {
        boolean idle = running.isEmpty() && waiting.isEmpty() && registrations.isEmpty();
        admit(idle ? arrivals.take() : arrivals.poll());
        for (Object job = arrivals.poll(); job != null; job = arrivals.poll()) {
            admit(job);
        }
        drop(running);
        drop(waiting);
        while (running.size() < maxBatch && !waiting.isEmpty()) {
            running.add(waiting.remove());
        }
        if (!running.isEmpty()) {
            step(List.copyOf(running));
        }
        if (!registrations.isEmpty()) {
            record(registrations.element());
        }
    }

    private void admit(@Nullable Object job) {
        if (job instanceof EditJob edit) {
            waiting.add(edit);
        } else if (job instanceof RegistrationJob registration) {
            registrations.add(registration);
        }
    }

    private static void drop(Collection<EditJob> jobs) {
        jobs.removeIf(job -> {
            boolean settled = job.promise().isSettled();
            if (settled) {
                job.close();
            }
            return settled;
        });
    }

    private void step(List<EditJob> jobs) {
        Map<DenoisingJob, EditJob> edits = new HashMap<>();
        long now = ticker.getAsLong();
        for (EditJob job : jobs) {
            edits.put(job.denoising(), job);
            job.beginStep(now);
        }
        try {
            executor.step(
                    jobs.stream().map(EditJob::denoising).toList(),
                    denoising -> observer.stepped(Objects.requireNonNull(edits.get(denoising))));
        } catch (RuntimeException | Error e) {
            stepFailed(jobs, e);
            return;
        }
        for (EditJob job : jobs) {
            if (job.denoising().isDone()) {
                running.remove(job);
                observer.denoised(job);
            }
        }
    }

    /** A poisoned job fails alone: a batch that failed is taken apart. */
    private void stepFailed(List<EditJob> jobs, Throwable failure) {
        if (jobs.size() > 1) {
            LOGGER.warn("A step of {} jobs failed; trying them one by one", jobs.size(), failure);
            jobs.forEach(job -> step(List.of(job)));
            return;
        }
        EditJob job = jobs.get(0);
        running.remove(job);
        job.promise().fail(NativeErrors.translate(failure));
        job.close();
    }

    private void record(RegistrationJob registration) {
        try {
            if (!registration.done().isDone()
                    && recorder.recordSome(registration.template().value())) {
                return;
            }
            end(registration, done -> done.complete(null));
        } catch (RuntimeException | Error e) {
            end(registration, done -> done.completeExceptionally(NativeErrors.translate(e)));
        }
    }

    private void end(RegistrationJob registration, Consumer<CompletableFuture<Void>> outcome) {
        registrations.remove(registration);
        outcome.accept(registration.done());
    }

    private static void abandon(Queue<?> jobs) {
        WorkerLostException closedError = new WorkerLostException("the engine was closed before the work was done");
        for (Object job = jobs.poll(); job != null; job = jobs.poll()) {
            if (job instanceof EditJob edit) {
                edit.promise().fail(closedError);
                edit.close();
            } else if (job instanceof RegistrationJob registration) {
                registration.done().completeExceptionally(closedError);
            }
        }
    }

    /** Ends the thread after its current step; jobs not done fail with {@link WorkerLostException}. Waits for the thread. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
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
