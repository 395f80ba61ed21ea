package io.instgenie.activations;

import io.instgenie.cache.Reservation;
import io.instgenie.device.HostMemory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a template, step by step, in memory and on disk; a step is there whole or not at all. Thread-safe, but for closing.
 */
public final class TemplateActivations implements AutoCloseable {
    private final ActivationFormat format;
    private final Reservation reservation;
    private final HostMemory memory;
    private final TemplateStorage storage;
    private final AtomicReferenceArray<@Nullable StepActivations> steps;

    /**
     * @param format of what memory keeps
     * @param reservation where the bytes of each step come from
     * @param memory what they are taken from
     * @param storage its own from now on
     */
    public TemplateActivations(
            int steps, ActivationFormat format, Reservation reservation, HostMemory memory, TemplateStorage storage) {
        this.format = format;
        this.reservation = reservation;
        this.memory = memory;
        this.storage = storage;
        this.steps = new AtomicReferenceArray<>(steps);
    }

    /** What memory keeps of each step. */
    public ActivationFormat format() {
        return format;
    }

    public int steps() {
        return steps.length();
    }

    /** A step's activations in memory, or null if they are not there. */
    public @Nullable StepActivations step(int step) {
        return steps.get(step);
    }

    /** What is on disk. */
    public TemplateStorage storage() {
        return storage;
    }

    /** Whether a step need not be computed. */
    public boolean has(int step) {
        return steps.get(step) != null || storage.file(step) != null;
    }

    /** Whether no step need be computed. */
    public boolean isComplete() {
        for (int step = 0; step < steps.length(); step++) {
            if (!has(step)) {
                return false;
            }
        }
        return true;
    }

    /** Completed when what has been recorded for a file can be loaded from it, or never will be. */
    public CompletableFuture<Void> committed() {
        return storage.committed();
    }

    /** Begins to keep a step that is not in memory, as far as there is room for it. */
    public StepRecording record(int step) {
        if (steps.get(step) != null) {
            return new StepRecording(this, step, null, false);
        }
        StepActivations room = reservation.take(bytes()) ? new StepActivations(format, memory) : null;
        return new StepRecording(this, step, room, storage.begin(step));
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
        reservation.giveBack(bytes());
    }

    /** What memory keeps when all steps are there. */
    public long wholeBytes() {
        return steps.length() * bytes();
    }

    private long bytes() {
        return format.stepBytes();
    }

    @Override
    public void close() {
        for (int step = 0; step < steps.length(); step++) {
            StepActivations activations = steps.getAndSet(step, null);
            if (activations != null) {
                activations.close();
            }
        }
        storage.close();
    }
}
