package io.instgenie.engine;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.instgenie.tensor.TorchRuntime;
import io.instgenie.tensor.WorkQueue;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * An engine's threads: one a worker that steps, and beside them one each that encodes, decodes, loads files, commits them, and watches. Platform threads,
 * since libtorch's modes and thread counts belong to them.
 */
public final class EngineThreads {
    /** Encoding and decoding get a quarter of the threads each: with more they would only get in the workers' way. */
    private static final int SHARE_BESIDE_WORKERS = 4;

    private static final Duration FOREVER = Duration.ofDays(365);

    private final int threadsPerWorker;
    private final ThreadGroup group = new ThreadGroup("instgenie");
    private final ExecutorService encoding;
    private final ExecutorService decoding;
    private final ExecutorService loading;
    private final ExecutorService committing;
    private final ScheduledExecutorService watching;

    public EngineThreads(int torchThreads, int threadsPerWorker) {
        this.threadsPerWorker = threadsPerWorker;
        int few = Math.max(1, torchThreads / SHARE_BESIDE_WORKERS);
        encoding = computing(factory("instgenie-encode", few));
        decoding = computing(factory("instgenie-decode", few));
        loading = Executors.newSingleThreadExecutor(factory("instgenie-load", 1));
        committing = Executors.newSingleThreadExecutor(factory("instgenie-commit", 1));
        watching = Executors.newSingleThreadScheduledExecutor(factory("instgenie-watch", 1));
    }

    private static ExecutorService computing(ThreadFactory thread) {
        return new ThreadPoolExecutor(1, 1, 0, NANOSECONDS, new WorkQueue<>(), thread);
    }

    public ThreadFactory workerFactory(int number) {
        return factory("instgenie-worker-" + number, threadsPerWorker);
    }

    /** Whether the calling thread is one of these. */
    public boolean areCalling() {
        return Thread.currentThread().getThreadGroup() == group;
    }

    /** Calls {@code watch} once in every {@code period}, until {@link #stopWatching}. */
    public void watch(Runnable watch, Duration period) {
        long nanos = NANOSECONDS.convert(period);
        watching.scheduleWithFixedDelay(watch, nanos, nanos, NANOSECONDS);
    }

    public void stopWatching() {
        watching.shutdownNow();
        await(watching);
    }

    public ExecutorService encoding() {
        return encoding;
    }

    public ExecutorService decoding() {
        return decoding;
    }

    /** Reads files; never interrupted, since that would close them. */
    public ExecutorService loading() {
        return loading;
    }

    /** Makes finished files safe on disk. */
    public ExecutorService committing() {
        return committing;
    }

    private ThreadFactory factory(String name, int torchThreads) {
        return task -> {
            Thread thread = new Thread(
                    group,
                    () -> {
                        TorchRuntime.useThreads(torchThreads);
                        try {
                            task.run();
                        } finally {
                            TorchRuntime.returnFreeMemory(); // no other thread can, of this one's heap
                        }
                    },
                    name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Takes no more, drops what waits, and waits for what runs. */
    public void stopEncoding() {
        encoding.shutdownNow();
        await(encoding);
    }

    /** Takes no more, and waits for what is there. */
    public void stopDecoding() {
        decoding.shutdown();
        await(decoding);
    }

    /**
     * Takes no more, and waits for what is there, for loads only so long: a disk that hangs may never end them. No listener is called on
     * these threads, so that all may wait for them.
     *
     * @return whether all loads have ended
     */
    public boolean stopLoading(Duration patience) {
        loading.shutdown();
        committing.shutdown();
        boolean loaded = await(loading, patience);
        if (loaded) {
            await(committing, FOREVER);
        }
        return loaded;
    }

    /** Does not wait on the engine's own threads, where actions of futures and listeners may close it: they might wait for themselves. */
    private void await(ExecutorService executor) {
        if (!areCalling()) {
            await(executor, FOREVER);
        }
    }

    private static boolean await(ExecutorService executor, Duration patience) {
        boolean interrupted = false;
        long until = System.nanoTime() + NANOSECONDS.convert(patience);
        while (!executor.isTerminated() && until - System.nanoTime() > 0) {
            try {
                executor.awaitTermination(until - System.nanoTime(), NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return executor.isTerminated();
    }
}
