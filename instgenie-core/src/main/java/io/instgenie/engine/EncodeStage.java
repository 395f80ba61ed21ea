package io.instgenie.engine;

import io.instgenie.cache.Lease;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.JobSize;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.edit.EditMode;
import io.instgenie.encode.EditEncoder;
import io.instgenie.encode.EditPlan;
import io.instgenie.worker.EditJob;
import io.instgenie.worker.Submission;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** From submissions to jobs, on a thread of its own. Thread-safe. */
public final class EncodeStage {
    private final EngineModels models;
    private final Templates templates;
    private final Executor executor;
    private final CostModel costs;
    private final LongSupplier ticker;

    /** @param ticker nanoseconds */
    public EncodeStage(
            EngineModels models, Templates templates, Executor executor, CostModel costs, LongSupplier ticker) {
        this.models = models;
        this.templates = templates;
        this.executor = executor;
        this.costs = costs;
        this.ticker = ticker;
    }

    /** Chooses the worker of an edit. */
    @FunctionalInterface
    public interface Routing {
        /** @param template that the edit uses, or null */
        int route(Submission submission, JobSize size, @Nullable CachedTemplate template);
    }

    /**
     * Has work done on the stage's thread.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the engine was closed
     */
    void execute(Runnable work) {
        executor.execute(work);
    }

    /** Has files read that an edit will need, while it waits for its turn. */
    void readAhead(Submission submission) {
        if (submission.plan().mode() == EditMode.CACHED) {
            templates.readAhead(submission.plan(), () -> submission.promise().isSettled());
        }
    }

    long now() {
        return ticker.getAsLong();
    }

    /**
     * An edit as a job for the worker that routing chooses; the caller owns it.
     *
     * @param first on whose device the template is encoded if need be
     */
    Encoded encode(Submission submission, int first, Routing routing) {
        long began = ticker.getAsLong();
        EditPlan plan = submission.plan();
        Lease<CachedTemplate> lease = plan.mode() == EditMode.CACHED ? templates.acquire(plan, models.of(first)) : null;
        try {
            CachedTemplate template = lease == null ? null : lease.value();
            EditSize size = EditSize.of(plan, models.any().pipeline().spec());
            int worker = routing.route(submission, size.tokens(), template);
            EditEncoder encoder = models.of(worker).edits();
            EditEncoder.Encoded encoded = template == null ? encoder.dense(plan) : encoder.cached(plan, template);
            long ended = ticker.getAsLong();
            if (lease != null) {
                costs.observePhase(CostModel.Phase.ENCODE, plan.canvas().tokens(), (ended - began) / 1e9);
            }
            EditJob job = new EditJob(
                    submission, encoded, lease, size.tokens(), new EditJob.Encoding(size.bytes(), began, ended));
            lease = null; // the job's
            return new Encoded(job, worker);
        } finally {
            if (lease != null) {
                lease.close();
            }
        }
    }

    /** A job, and the worker that is to have it. */
    record Encoded(EditJob job, int worker) {}
}
