package io.instgenie.edit;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The caller's side of a submitted edit. Its future is its whole state: open, then once and for good done, failed or cancelled,
 * whoever comes first. The engine looks before every step and drops an edit that is no longer open. Thread-safe.
 */
public final class EditHandle {
    private static final Logger LOGGER = LoggerFactory.getLogger(EditHandle.class);

    private final CompletableFuture<EditResult> future = new CompletableFuture<>();
    private final List<Consumer<? super EditProgress>> listeners = new CopyOnWriteArrayList<>();

    EditHandle() {}

    /**
     * The result to come; it fails with an {@link InstGenieException}, or with a {@link CancellationException} after {@link #cancel()}.
     * The future is the handle's own: to cancel it, or to complete it by a time-out, gives the edit's place free too. Dependent
     * actions run on the engine's thread unless they are {@code Async}: keep them short.
     */
    public CompletableFuture<EditResult> future() {
        return future;
    }

    /**
     * Waits for the result.
     *
     * @throws InstGenieException if the edit failed
     * @throws CancellationException if it was cancelled
     */
    public EditResult join() {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof InstGenieException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /**
     * Gives the edit up: its future is cancelled at once, and the engine frees its place at the next step.
     *
     * @return false if it was done, failed or cancelled before
     */
    public boolean cancel() {
        return future.completeExceptionally(
                new CancellationException("the edit was cancelled")); // exact about who came first
    }

    /**
     * Calls {@code listener} after every step from now on, in order, on the engine's thread: keep it short. What it throws is logged
     * and hurts nobody.
     *
     * @return this handle
     */
    public EditHandle onProgress(Consumer<? super EditProgress> listener) {
        listeners.add(listener);
        return this;
    }

    void report(EditProgress progress) {
        for (Consumer<? super EditProgress> listener : listeners) {
            try {
                listener.accept(progress);
            } catch (Throwable t) { // the listener is not ours: whatever it throws must not end the other edits of the
                // batch
                LOGGER.warn("A progress listener failed at step {} of {}", progress.step(), progress.steps(), t);
            }
        }
    }
}
