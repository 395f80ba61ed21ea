package io.instgenie.worker;

import io.instgenie.cache.Lease;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.edit.EditPromise;
import io.instgenie.encode.EditPlan;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An edit in flight: what was asked, what is owed, and what it holds until it is closed. Passed from thread to thread, used by one at a
 * time.
 */
public final class EditJob implements AutoCloseable {
    private final EditPlan plan;
    private final EditPromise promise;
    private final DenoisingJob denoising;
    private final @Nullable Lease<CachedTemplate> lease;
    private final List<String> notes;
    private final Duration queueTime;
    private final Duration encodeTime;
    private long firstStepNanos;
    private long cacheHits;
    private long cacheMisses;

    public EditJob(
            EditPlan plan,
            EditPromise promise,
            DenoisingJob denoising,
            @Nullable Lease<CachedTemplate> lease,
            List<String> notes,
            Duration queueTime,
            Duration encodeTime) {
        this.plan = plan;
        this.promise = promise;
        this.denoising = denoising;
        this.lease = lease;
        this.notes = notes;
        this.queueTime = queueTime;
        this.encodeTime = encodeTime;
    }

    public EditPlan plan() {
        return plan;
    }

    public EditPromise promise() {
        return promise;
    }

    public DenoisingJob denoising() {
        return denoising;
    }

    /** What the edit borrows from, or null if it is dense; valid until this is closed. */
    public @Nullable CachedTemplate template() {
        return lease == null ? null : lease.value();
    }

    /** On parts of the prompt that were cut off. */
    public List<String> notes() {
        return notes;
    }

    public Duration queueTime() {
        return queueTime;
    }

    public Duration encodeTime() {
        return encodeTime;
    }

    /** Notes that a step is about to begin: when, and whether its template's activations are there. */
    void beginStep(long nanos) {
        if (denoising.step() == 0) {
            firstStepNanos = nanos;
        }
        DenoisingJob.TemplateUse template = denoising.template();
        if (template != null && template.activations().has(denoising.step())) {
            cacheHits++;
        } else if (template != null) {
            cacheMisses++;
        }
    }

    /** When the first step began, by the worker's ticker. */
    public long firstStepNanos() {
        return firstStepNanos;
    }

    /** Steps whose activations were in the cache. */
    public long cacheHits() {
        return cacheHits;
    }

    /** Steps whose activations had to be computed. */
    public long cacheMisses() {
        return cacheMisses;
    }

    @Override
    public void close() {
        denoising.close();
        if (lease != null) {
            lease.close();
        }
    }
}
