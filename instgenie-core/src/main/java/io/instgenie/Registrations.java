package io.instgenie;

import io.instgenie.cache.Lease;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.edit.InstGenieException;
import io.instgenie.edit.Template;
import io.instgenie.encode.EditPlan;
import io.instgenie.pretrained.FluxPipeline;
import io.instgenie.tensor.NativeErrors;
import io.instgenie.worker.RegistrationJob;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Registrations under way. Thread-safe. */
final class Registrations {
    private final FluxPipeline pipeline;
    private final TemplateStore templates;
    private final Executor encoding;
    private final Consumer<RegistrationJob> workers;
    private final Set<CompletableFuture<Void>> pending = ConcurrentHashMap.newKeySet();

    Registrations(
            FluxPipeline pipeline, TemplateStore templates, Executor encoding, Consumer<RegistrationJob> workers) {
        this.pipeline = pipeline;
        this.templates = templates;
        this.encoding = encoding;
        this.workers = workers;
    }

    /** Waits until the template is recorded; if that fails, it is not known. */
    void register(Template template) {
        EditPlan plan = EditPlan.of(template, pipeline);
        templates.put(template);
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
            throw EditEngine.closedWhileAtIt(e);
        } catch (CompletionException e) {
            templates.remove(template.id());
            throw NativeErrors.translate(e.getCause() == null ? e : e.getCause());
        } finally {
            pending.remove(done);
        }
    }

    /** Done when what is recorded can be read from wherever it is kept. */
    private void record(EditPlan plan, CompletableFuture<Void> done) {
        Lease<CachedTemplate> lease = templates.acquire(plan);
        CompletableFuture<Void> recorded = new CompletableFuture<>();
        recorded.thenCompose(ignored -> lease.value().activations().committed()).whenComplete((ignored, failure) -> {
            lease.close();
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(failure);
            }
        });
        workers.accept(new RegistrationJob(templates.acquire(plan), recorded));
    }

    /** Ends the wait of whoever still waits. */
    void fail(InstGenieException cause) {
        pending.forEach(done -> done.completeExceptionally(cause));
    }
}
