package io.instgenie.engine;

import io.instgenie.cache.Lease;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.edit.InstGenieException;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.Template;
import io.instgenie.encode.EditPlan;
import io.instgenie.model.PipelineSpec;
import io.instgenie.tensor.NativeErrors;
import io.instgenie.worker.RegistrationJob;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Registrations under way. Thread-safe. */
public final class Registrations {
    private final EngineModels models;
    private final Templates templates;
    private final Executor encoding;
    private final EditFlow flow;
    private final Set<CompletableFuture<Void>> pending = ConcurrentHashMap.newKeySet();

    public Registrations(EngineModels models, Templates templates, Executor encoding, EditFlow flow) {
        this.models = models;
        this.templates = templates;
        this.encoding = encoding;
        this.flow = flow;
    }

    /** Waits until the template is recorded, if anything can be kept of it; if that fails, it is not known. */
    public void register(Template template) {
        PipelineSpec spec = models.any().pipeline().spec();
        EditPlan plan = EditPlan.of(template, spec);
        templates.put(template);
        if (!spec.keepsTemplates()) {
            return;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        pending.add(done);
        try {
            encoding.execute(() -> {
                try {
                    record(plan, done);
                } catch (RuntimeException | Error e) {
                    done.completeExceptionally(NativeErrors.translate(e));
                }
            });
            done.join();
        } catch (RejectedExecutionException e) {
            templates.remove(template.id());
            throw new InvalidRequestException("the engine is closed", e);
        } catch (CompletionException e) {
            templates.remove(template.id());
            throw NativeErrors.translate(e.getCause() == null ? e : e.getCause());
        } finally {
            pending.remove(done);
        }
    }

    /** Done when what is recorded can be read from wherever it is kept. */
    private void record(EditPlan plan, CompletableFuture<Void> done) {
        Lease<CachedTemplate> lease = acquire(plan);
        CompletableFuture<Void> recorded = new CompletableFuture<>();
        recorded.thenCompose(ignored -> lease.value().activations().committed()).whenComplete((ignored, failure) -> {
            lease.close();
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(failure);
            }
        });
        flow.submit(new RegistrationJob(acquire(plan), recorded));
    }

    /** On one device after the other, as long as each turns out to be lost. */
    private Lease<CachedTemplate> acquire(EditPlan plan) {
        while (true) {
            int worker = flow.leastBusy();
            try {
                return templates.acquire(plan, models.of(worker));
            } catch (RuntimeException e) {
                if (!flow.takeOutIfLost(worker, e)) {
                    throw e;
                }
            }
        }
    }

    /** Ends the wait of whoever still waits. */
    public void fail(InstGenieException cause) {
        pending.forEach(done -> done.completeExceptionally(cause));
    }
}
