package io.instgenie.metrics;

import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells several listeners; one that throws is logged, and the others hear the same. Thread-safe. */
public final class Listeners implements EngineListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(Listeners.class);

    private final List<EngineListener> listeners;

    public Listeners(List<EngineListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void submitted() {
        tell(EngineListener::submitted);
    }

    @Override
    public void refused() {
        tell(EngineListener::refused);
    }

    @Override
    public void ended(EditOutcome outcome) {
        tell(listener -> listener.ended(outcome));
    }

    @Override
    public void timed(EditTimes times) {
        tell(listener -> listener.timed(times));
    }

    @Override
    public void stepped(int worker, int jobs, long rows, long waitNanos, long nanos) {
        tell(listener -> listener.stepped(worker, jobs, rows, waitNanos, nanos));
    }

    @Override
    public void scheduled(int worker, int jobs, long nanos) {
        tell(listener -> listener.scheduled(worker, jobs, nanos));
    }

    @Override
    public void joined(int worker, long steps) {
        tell(listener -> listener.joined(worker, steps));
    }

    @Override
    public void freed(int worker, long steps) {
        tell(listener -> listener.freed(worker, steps));
    }

    @Override
    public void restarted(int worker) {
        tell(listener -> listener.restarted(worker));
    }

    @Override
    public void workerLost(int worker) {
        tell(listener -> listener.workerLost(worker));
    }

    private void tell(Consumer<EngineListener> event) {
        for (EngineListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (Throwable t) { // the listener is not ours: whatever it throws must not end a worker
                LOGGER.warn("The engine listener {} failed", listener.getClass().getName(), t);
            }
        }
    }
}
