package io.instgenie;

import io.instgenie.cache.Lease;
import io.instgenie.cost.CostModel;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.edit.EditMode;
import io.instgenie.encode.EditEncoder;
import io.instgenie.encode.EditPlan;
import io.instgenie.model.PipelineSpec;
import io.instgenie.worker.EditJob;
import io.instgenie.worker.Submission;
import io.instgenie.worker.WorkerPool;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/** Encodes edits that were let in, beside the workers, and gives them to one. Thread-safe. */
final class EditStarter {
    private final EngineModels models;
    private final TemplateStore templates;
    private final WorkerPool pool;
    private final Executor encoding;
    private final CostModel costs;
    private final PipelineSpec spec;
    private final LongSupplier ticker;

    EditStarter(
            EngineModels models,
            TemplateStore templates,
            WorkerPool pool,
            Executor encoding,
            CostModel costs,
            LongSupplier ticker) {
        this.models = models;
        this.templates = templates;
        this.pool = pool;
        this.encoding = encoding;
        this.costs = costs;
        this.spec = models.any().pipeline().spec();
        this.ticker = ticker;
    }

    /** Begins an edit, for the first time or anew. */
    void start(Submission submission) {
        EditPlan plan = submission.plan();
        if (plan.mode() == EditMode.CACHED) {
            templates.readAhead(plan, () -> submission.promise().isSettled());
        }
        try {
            encoding.execute(() -> encode(submission));
        } catch (RejectedExecutionException e) {
            submission.promise().fail(EditEngine.closedWhileAtIt(e));
        }
    }

    private void encode(Submission submission) {
        long started = ticker.getAsLong();
        if (submission.isOver(started)) {
            return;
        }
        EditPlan plan = submission.plan();
        Lease<CachedTemplate> lease = null;
        int worker = Submission.NONE;
        try {
            worker = pool.leastBusy(submission.avoided());
            lease = plan.mode() == EditMode.CACHED ? templates.acquire(plan, models.of(worker)) : null;
            CachedTemplate template = lease == null ? null : lease.value();
            EditSize size = EditSize.of(plan, spec);
            worker = pool.route(submission, size.tokens(), template);
            EditEncoder encoder = models.of(worker).edits();
            EditEncoder.Encoded encoded = template == null ? encoder.dense(plan) : encoder.cached(plan, template);
            long done = ticker.getAsLong();
            if (lease != null) {
                costs.observePhase(CostModel.Phase.ENCODE, plan.canvas().tokens(), (done - started) / 1e9);
            }
            EditJob job = new EditJob(
                    submission,
                    encoded.job(),
                    lease,
                    encoded.notes(),
                    size.tokens(),
                    size.bytes(),
                    done - started,
                    done);
            lease = null; // the job's
            pool.submit(job, worker);
        } catch (RuntimeException | Error e) {
            if (lease != null) {
                lease.close();
            }
            pool.failedBeside(submission, worker, e);
        }
    }
}
