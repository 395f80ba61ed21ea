package io.instgenie;

import io.instgenie.cache.Lease;
import io.instgenie.cost.CostModel;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.edit.EditMode;
import io.instgenie.encode.EditEncoder;
import io.instgenie.encode.EditPlan;
import io.instgenie.model.transformers.FluxConfig;
import io.instgenie.tensor.NativeErrors;
import io.instgenie.worker.EditJob;
import io.instgenie.worker.Submission;
import io.instgenie.worker.WorkerPool;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Encodes edits that were let in, beside the workers, and gives them to one. Thread-safe. */
final class EditStarter {
    private final EditEncoder encoder;
    private final TemplateStore templates;
    private final WorkerPool pool;
    private final Executor encoding;
    private final CostModel costs;
    private final FluxConfig config;
    private final double cachedBelow;
    private final LongSupplier ticker;

    EditStarter(
            EditEncoder encoder,
            TemplateStore templates,
            WorkerPool pool,
            Executor encoding,
            CostModel costs,
            FluxConfig config,
            double cachedBelow,
            LongSupplier ticker) {
        this.encoder = encoder;
        this.templates = templates;
        this.pool = pool;
        this.encoding = encoding;
        this.costs = costs;
        this.config = config;
        this.cachedBelow = cachedBelow;
        this.ticker = ticker;
    }

    /** Begins an edit, for the first time or anew. */
    void start(Submission submission) {
        EditPlan plan = submission.plan();
        if (mayUseTemplate(plan)) {
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
        try {
            lease = lease(plan);
            EditEncoder.Encoded encoded = lease == null
                    ? encoder.dense(plan)
                    : encoder.cached(
                            plan, lease.value().trajectory(), lease.value().activations());
            EditSize size = EditSize.of(plan, config, lease != null);
            long done = ticker.getAsLong();
            if (lease != null) {
                costs.observePhase(CostModel.Phase.ENCODE, plan.canvas().tokens(), (done - started) / 1e9);
            }
            pool.submit(new EditJob(
                    submission,
                    encoded.job(),
                    lease,
                    encoded.notes(),
                    size.tokens(),
                    size.bytes(),
                    done - started,
                    done));
        } catch (RuntimeException | Error e) {
            if (lease != null) {
                lease.close();
            }
            submission.promise().fail(NativeErrors.translate(e));
        }
    }

    /** The template's activations if the edit is to use them, else null. */
    private @Nullable Lease<CachedTemplate> lease(EditPlan plan) {
        if (!mayUseTemplate(plan)) {
            return null;
        }
        return plan.request().mode() == EditMode.CACHED
                ? templates.acquire(plan)
                : templates.findComplete(plan).orElse(null);
    }

    private boolean mayUseTemplate(EditPlan plan) {
        if (plan.template().isEmpty()) {
            return false;
        }
        return switch (plan.request().mode()) {
            case DENSE -> false;
            case CACHED -> true;
            case AUTO -> plan.tokens().ratio() <= cachedBelow;
        };
    }
}
