package io.instgenie.worker;

import io.instgenie.activations.TemplateActivations;
import io.instgenie.batching.JobQueue;
import io.instgenie.batching.JobView;
import io.instgenie.cache.Lease;
import io.instgenie.cost.Demand;
import io.instgenie.cost.JobSize;
import io.instgenie.cost.Tier;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.edit.EditPromise;
import io.instgenie.encode.EditEncoder;
import io.instgenie.encode.EditPlan;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An edit in flight: what was asked, what is owed, and what it holds until it is closed. Passed from thread to thread, used by one at a
 * time.
 */
public final class EditJob implements JobQueue.Job, AutoCloseable {
    /** Of a dense edit. */
    public static final long NO_TEMPLATE = 0;

    private final Submission submission;
    private final DenoisingJob denoising;
    private final @Nullable Lease<CachedTemplate> lease;
    private final List<String> notes;
    private final JobSize size;
    private final Encoding encoding;
    private Demand demand = Demand.NONE;
    private int worker = Submission.NONE;
    private volatile JobView view;
    private long firstStepNanos;
    private long cacheHits;
    private long cacheMisses;
    private boolean computedTemplate;
    private volatile long arrivedAtTurn;
    private volatile long settledAtTurn;
    private boolean joined;

    /**
     * How an edit was encoded.
     *
     * @param bytes of its tensors
     * @param beganNanos by the engine's ticker
     * @param endedNanos by the engine's ticker
     */
    public record Encoding(long bytes, long beganNanos, long endedNanos) {}

    /**
     * An encoded edit.
     *
     * @param encoded its tensors, which it owns, and notes on parts of the prompt that were cut off
     * @param lease keeps its template's activations; null for a dense edit
     * @param size in tokens
     */
    public EditJob(
            Submission submission,
            EditEncoder.Encoded encoded,
            @Nullable Lease<CachedTemplate> lease,
            JobSize size,
            Encoding encoding) {
        this.submission = submission;
        this.denoising = encoded.job();
        this.lease = lease;
        this.notes = encoded.notes();
        this.size = size;
        this.encoding = encoding;
        view = look();
    }

    public Submission submission() {
        return submission;
    }

    public EditPlan plan() {
        return submission.plan();
    }

    public EditPromise promise() {
        return submission.promise();
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

    @Override
    public JobView view() {
        return view;
    }

    /** How large it is. */
    public JobSize size() {
        return size;
    }

    /** What a step of it asked for when it was routed. */
    Demand demand() {
        return demand;
    }

    /** The worker it is on, or was on last. */
    public int worker() {
        return worker;
    }

    /** Notes the worker that has it now, and what a step of it asked for when that was chosen. */
    public void route(int toWorker, Demand perStep) {
        worker = toWorker;
        demand = perStep;
    }

    /** Notes in which turn of its worker it came, and will note in which it is that nobody waits for it any more. */
    void arrived(LongSupplier turns) {
        arrivedAtTurn = turns.getAsLong();
        promise().handle().future().whenComplete((result, failure) -> settledAtTurn = turns.getAsLong());
    }

    /** Notes its first step; returns false if that was noted before. */
    boolean join() {
        boolean first = !joined;
        joined = true;
        return first;
    }

    /** In which turn of its worker it came. */
    long arrivedAtTurn() {
        return arrivedAtTurn;
    }

    /** In which turn of its worker it was that nobody waited for it any more. */
    long settledAtTurn() {
        return settledAtTurn;
    }

    /** When it was encoded, by the engine's ticker. */
    long encodedNanos() {
        return encoding.endedNanos();
    }

    /** How long it took to encode. */
    public long encodeNanos() {
        return encoding.endedNanos() - encoding.beganNanos();
    }

    /** How long it waited: before it was encoded, and from then until its first step. */
    public long queueNanos() {
        return encoding.beganNanos() - submission.arrival().submittedNanos() + firstStepNanos - encoding.endedNanos();
    }

    /** When the first step began, by the engine's ticker. */
    public long firstStepNanos() {
        return firstStepNanos;
    }

    /** Where its template's activations lie for the next step; null if they have to be computed. */
    public @Nullable Tier tier() {
        DenoisingJob.TemplateUse template = denoising.template();
        return template == null || denoising.isDone() ? null : tier(template.activations(), denoising.step());
    }

    /** Where activations lie for a step; null if they have to be computed. */
    public static @Nullable Tier tier(TemplateActivations activations, int step) {
        if (!activations.has(step)) {
            return null;
        }
        // A CPU computes where its memory is.
        return activations.step(step) == null ? Tier.DISK : Tier.DEVICE;
    }

    /** Notes that a step is done that began at {@code nanos}, and whether its template's activations were there. */
    void stepped(long nanos, boolean hit) {
        if (denoising.step() == 1) {
            firstStepNanos = nanos;
        }
        if (denoising.template() != null) {
            cacheHits += hit ? 1 : 0;
            cacheMisses += hit ? 0 : 1;
            computedTemplate = !hit;
        }
        view = look();
    }

    /** Whether the step before computed its template too. */
    public boolean computedTemplate() {
        return computedTemplate;
    }

    private JobView look() {
        DenoisingJob.TemplateUse template = denoising.template();
        return new JobView(
                submission.id(),
                template == null ? NO_TEMPLATE : idOf(template.activations()),
                tier(),
                denoising.step(),
                denoising.steps() - denoising.step(),
                size,
                encoding.bytes(),
                submission.arrival().orderNanos(),
                submission.arrival().deadlineNanos(),
                submission.plan().request().priority());
    }

    /** What tells a template's activations from others'. */
    public static long idOf(TemplateActivations activations) {
        return System.identityHashCode(activations);
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
