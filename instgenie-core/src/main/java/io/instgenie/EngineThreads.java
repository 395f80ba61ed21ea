package io.instgenie;

import io.instgenie.tensor.TorchRuntime;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * An engine's threads: one a worker that steps, and beside them one each that encodes, decodes, loads files, commits them, and watches. Platform threads,
 * since libtorch's modes and thread counts belong to them.
 */
final class EngineThreads {
    /** Encoding and decoding get a quarter of the threads each while a worker computes. */
    private static final int SHARE_BESIDE_WORKERS = 4;

    private final int threadsPerWorker;
    private final ThreadGroup group = new ThreadGroup("instgenie");
    private final ExecutorService encoding;
    private final ExecutorService decoding;
    private final ExecutorService loading;
    private final ExecutorService committing;
    private final ScheduledExecutorService watching;

    /**
     * Starts none yet.
     *
     * @param workersCompute whether a worker has something to compute at the moment
     */
    EngineThreads(int torchThreads, int threadsPerWorker, BooleanSupplier workersCompute) {
        this.threadsPerWorker = threadsPerWorker;
        encoding = besideWorkers("instgenie-encode", torchThreads, workersCompute);
        decoding = besideWorkers("instgenie-decode", torchThreads, workersCompute);
        loading = Executors.newSingleThreadExecutor(factory("instgenie-load", 1));
        committing = Executors.newSingleThreadExecutor(factory("instgenie-commit", 1));
        watching = Executors.newSingleThreadScheduledExecutor(factory("instgenie-watch", 1));
    }

    ThreadFactory workerFactory(int number) {
        return factory("instgenie-worker-" + number, threadsPerWorker);
    }

    /** Whether the calling thread is one of these. */
    boolean areCalling() {
        return Thread.currentThread().getThreadGroup() == group;
    }

    /** Calls {@code watch} once in every {@code period}, until {@link #stopWatching}. */
    void watch(Runnable watch, Duration period) {
        watching.scheduleWithFixedDelay(watch, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    void stopWatching() {
        watching.shutdownNow();
        await(watching);
    }

    ExecutorService encoding() {
        return encoding;
    }

    ExecutorService decoding() {
        return decoding;
    }

    /** Reads files; never interrupted, since that would close them. */
    ExecutorService loading() {
        return loading;
    }

    /** Makes finished files safe on disk. */
    ExecutorService committing() {
        return committing;
    }

    /** One thread whose operators use all threads while no worker computes, and few otherwise: more would only get in the workers' way. */
    private ExecutorService besideWorkers(String name, int torchThreads, BooleanSupplier workersCompute) {
        int few = Math.max(1, torchThreads / SHARE_BESIDE_WORKERS);
        return new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory(name, torchThreads)) {
            @Override
            protected void beforeExecute(Thread thread, Runnable task) {
                TorchRuntime.useThreads(workersCompute.getAsBoolean() ? few : torchThreads);
            }
        };
    }

    private ThreadFactory factory(String name, int torchThreads) {
        return task -> {
            Thread thread = new Thread(
                    group,
                    () -> {
                        TorchRuntime.useThreads(torchThreads);
                        task.run();
                    },
                    name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Takes no more, drops what waits, and waits for what runs. */
    void stopEncoding() {
        encoding.shutdownNow();
        await(encoding);
    }

    /** Takes no more, and waits for what is there. */
    void stopDecoding() {
        decoding.shutdown();
        await(decoding);
    }

    /** Takes no more, and waits for what is there. */
    void stopLoading() {
        loading.shutdown();
        committing.shutdown();
        await(loading);
        await(committing);
    }

    /** Does not wait on the engine's own threads, where actions of futures and listeners may close it: they might wait for themselves. */
    private void await(ExecutorService executor) {
        boolean interrupted = false;
        boolean ended = areCalling();
        while (!ended) {
            try {
                ended = executor.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
