package io.instgenie;

import io.instgenie.tensor.TorchRuntime;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * An engine's threads: one that steps, and beside it one each that encodes, decodes, loads files and commits them. Platform threads, since
 * libtorch's modes and thread counts belong to them.
 */
final class EngineThreads {
    private final int torchThreads;
    private final ThreadGroup group = new ThreadGroup("instgenie");
    private final ExecutorService encoding;
    private final ExecutorService decoding;
    private final ExecutorService loading;
    private final ExecutorService committing;

    EngineThreads(int torchThreads) {
        this.torchThreads = torchThreads;
        encoding = Executors.newSingleThreadExecutor(factory("instgenie-encode"));
        decoding = Executors.newSingleThreadExecutor(factory("instgenie-decode"));
        loading = Executors.newSingleThreadExecutor(factory("instgenie-load"));
        committing = Executors.newSingleThreadExecutor(factory("instgenie-commit"));
    }

    ThreadFactory workerFactory() {
        return factory("instgenie-worker");
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

    private ThreadFactory factory(String name) {
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
        boolean ended = Thread.currentThread().getThreadGroup() == group;
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
