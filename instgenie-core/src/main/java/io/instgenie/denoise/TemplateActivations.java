package io.instgenie.denoise;

import io.instgenie.cache.Reservation;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** What is kept of a template, step by step; a step is there whole or not at all. Thread-safe, but for closing. */
public final class TemplateActivations implements AutoCloseable {
    private final Kept kept;
    private final long stepBytes;
    private final Reservation reservation;
    private final AtomicReferenceArray<@Nullable StepActivations> steps;

    /**
     * @param kept what to record of each step
     * @param stepBytes what that takes
     * @param reservation where the bytes of each step come from
     */
    TemplateActivations(int steps, Kept kept, long stepBytes, Reservation reservation) {
        this.kept = kept;
        this.stepBytes = stepBytes;
        this.reservation = reservation;
        this.steps = new AtomicReferenceArray<>(steps);
    }

    /** What is recorded of each step. */
    public Kept kept() {
        return kept;
    }

    public int steps() {
        return steps.length();
    }

    /** A step's activations, or null if it has not been recorded. */
    public @Nullable StepActivations step(int step) {
        return steps.get(step);
    }

    /** Whether every step has been recorded. */
    public boolean isComplete() {
        for (int step = 0; step < steps.length(); step++) {
            if (steps.get(step) == null) {
                return false;
            }
        }
        return true;
    }

    /** Makes room for a recording of one step, which is then {@link #put} or {@link #abandon}ed. False if there is none. */
    boolean reserve() {
        return reservation.take(stepBytes);
    }

    /** Takes over a recorded step; if it was there already, the newcomer is freed. */
    void put(int step, StepActivations activations) {
        if (!steps.compareAndSet(step, null, activations)) {
            abandon(activations);
        }
    }

    /** Frees a recording that is not to be kept. */
    void abandon(StepActivations activations) {
        activations.close();
        reservation.giveBack(stepBytes);
    }

    @Override
    public void close() {
        for (int step = 0; step < steps.length(); step++) {
            StepActivations activations = steps.getAndSet(step, null);
            if (activations != null) {
                activations.close();
            }
        }
    }
}
