package io.instgenie;

import io.instgenie.cache.Lease;
import io.instgenie.decode.EditDecoder;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.StepRecorder;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditPromise;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.InstGenieException;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.OverloadedException;
import io.instgenie.edit.PhaseTimes;
import io.instgenie.edit.Provenance;
import io.instgenie.edit.Template;
import io.instgenie.edit.WorkerLostException;
import io.instgenie.encode.EditEncoder;
import io.instgenie.encode.EditPlan;
import io.instgenie.encode.PromptEncoder;
import io.instgenie.encode.TemplateEncoder;
import io.instgenie.pretrained.FluxPipeline;
import io.instgenie.tensor.NativeErrors;
import io.instgenie.worker.EditJob;
import io.instgenie.worker.RegistrationJob;
import io.instgenie.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Edits pictures with a diffusion model inside this JVM, computing only what an edit changes.
 *
 * <p>A picture that is edited again and again is registered as a {@linkplain #register template}: its activations are kept, and an edit
 * of it runs the model on the tokens under its mask alone. Other pictures, and edits in {@link EditMode#DENSE}, run the published
 * Diffusers pipeline number for number.
 *
 * <p>Thread-safe. One worker thread computes all edits together, step by step; pictures and prompts are encoded and decoded beside it.
 * An engine holds native memory: close it.
 */
public final class EditEngine implements AutoCloseable {
    private final EngineOptions options;
    private final FluxPipeline pipeline;
    private final TemplateStore templates;
    private final EditEncoder encoder;
    private final EngineThreads threads;
    private final Worker worker;
    private final Semaphore places;
    private final Set<EditPromise> pending = ConcurrentHashMap.newKeySet();
    private final Set<CompletableFuture<Void>> registrations = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    EditEngine(FluxPipeline pipeline, EngineOptions options) {
        this.options = options;
        this.pipeline = pipeline;
        places = new Semaphore(options.maxPendingEdits());
        PromptEncoder prompts = new PromptEncoder(pipeline, options.promptCacheBytes());
        threads = new EngineThreads(options.threads());
        Loading loading = Loading.of(pipeline, options, threads);
        templates = new TemplateStore(
                pipeline,
                new TemplateEncoder(pipeline, prompts),
                options.cache(),
                loading.disk(),
                threads.committing(),
                options.maskedDecode());
        encoder = new EditEncoder(pipeline, prompts);
        worker = new Worker(
                threads.workerFactory(),
                loading.executor(pipeline.transformer()),
                new StepRecorder(pipeline.transformer()),
                new EditFinisher(
                        new EditDecoder(pipeline.vae()),
                        threads.decoding(),
                        pipeline.description().modelHash()),
                System::nanoTime,
                options.maxBatchSize());
    }

    /** Starts an engine on the model in a Diffusers folder (FluxPipeline, FluxInpaintPipeline, FluxFillPipeline). */
    public static EditEngineBuilder builder(Path modelFolder) {
        return new EditEngineBuilder(modelFolder);
    }

    /** Starts an engine on the small model inside this library: 256 x 256 pictures, sixteen stickers. For tests and first steps. */
    public static EditEngineBuilder builder() {
        return new EditEngineBuilder(null);
    }

    /**
     * Makes a template known and records its activations for its own schedule; waits until they are kept. An edit with another
     * schedule finds none and records them on its way.
     *
     * @throws InvalidRequestException if the engine is closed
     * @throws InstGenieException if recording fails; the template is then not known
     */
    public void register(Template template) {
        requireOpen();
        EditPlan plan = EditPlan.of(template, pipeline);
        templates.put(template);
        CompletableFuture<Void> done = new CompletableFuture<>();
        registrations.add(done);
        try {
            threads.encoding().execute(() -> {
                try {
                    record(plan, done);
                } catch (RuntimeException | Error e) {
                    done.completeExceptionally(NativeErrors.translate(e));
                }
            });
            done.join();
        } catch (RejectedExecutionException e) {
            templates.remove(template.id());
            throw closedWhileAtIt(e);
        } catch (CompletionException e) {
            templates.remove(template.id());
            throw NativeErrors.translate(e.getCause() == null ? e : e.getCause());
        } finally {
            registrations.remove(done);
        }
    }

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
        worker.submit(new RegistrationJob(lease, recorded));
    }

    /** Forgets a template; edits under way are not hurt. What is kept of it goes when its room is needed. */
    public void unregister(String templateId) {
        templates.remove(templateId);
    }

    /** Bytes of templates' activations in host memory; see {@link EditEngineBuilder#hostCacheBytes}. */
    public long hostCacheUse() {
        return templates.bytes();
    }

    /**
     * Edits and waits.
     *
     * @throws InstGenieException as {@link #submit} and {@link EditHandle#join} do
     */
    public EditResult edit(EditRequest request) {
        return submit(request).join();
    }

    /**
     * Starts an edit.
     *
     * @throws InvalidRequestException if the engine is closed, the template unknown, or an option does not fit the picture or model
     * @throws OverloadedException if as many edits are pending as the engine was built for
     */
    public EditHandle submit(EditRequest request) {
        requireOpen();
        long submitted = System.nanoTime();
        Optional<Template> template = request.template().map(templates::get);
        EditPlan plan = EditPlan.of(request, template, pipeline);
        EditPromise promise = new EditPromise();
        if (request.mask().isEmpty()) {
            promise.complete(untouched(plan));
            return promise.handle();
        }
        if (!places.tryAcquire()) {
            throw new OverloadedException("as many edits are pending as there may be: maxPendingEdits is "
                    + options.maxPendingEdits() + "; try again when some are done");
        }
        pending.add(promise);
        promise.handle().future().whenComplete((result, failure) -> {
            pending.remove(promise);
            places.release();
        });
        try {
            threads.encoding().execute(() -> encode(plan, promise, submitted));
        } catch (RejectedExecutionException e) {
            InvalidRequestException failure = closedWhileAtIt(e);
            promise.fail(failure);
            throw failure;
        }
        return promise.handle();
    }

    private void encode(EditPlan plan, EditPromise promise, long submitted) {
        if (promise.isSettled()) {
            return;
        }
        long started = System.nanoTime();
        Lease<CachedTemplate> lease = null;
        try {
            lease = lease(plan);
            EditEncoder.Encoded encoded = lease == null
                    ? encoder.dense(plan)
                    : encoder.cached(
                            plan, lease.value().trajectory(), lease.value().activations());
            worker.submit(new EditJob(
                    plan,
                    promise,
                    encoded.job(),
                    lease,
                    encoded.notes(),
                    Duration.ofNanos(started - submitted),
                    Duration.ofNanos(System.nanoTime() - started)));
        } catch (RuntimeException | Error e) {
            if (lease != null) {
                lease.close();
            }
            promise.fail(NativeErrors.translate(e));
        }
    }

    /** The template's activations if the edit is to use them, else null. */
    private @Nullable Lease<CachedTemplate> lease(EditPlan plan) {
        if (plan.template().isEmpty() || plan.request().mode() == EditMode.DENSE) {
            return null;
        }
        if (plan.request().mode() == EditMode.CACHED) {
            return templates.acquire(plan);
        }
        if (plan.tokens().ratio() > options.cachedBelow()) {
            return null;
        }
        Lease<CachedTemplate> lease = templates.find(plan).orElse(null);
        if (lease != null && !lease.value().activations().isComplete()) {
            lease.close();
            return null;
        }
        return lease;
    }

    private EditResult untouched(EditPlan plan) {
        boolean template = plan.template().isPresent() && plan.request().mode() != EditMode.DENSE;
        return new EditResult(
                plan.picture(),
                new Provenance(
                        plan.request().seed(),
                        0,
                        template ? EditMode.CACHED : EditMode.DENSE,
                        0,
                        0,
                        plan.canvas().tokens(),
                        0,
                        0,
                        new PhaseTimes(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                        pipeline.description().modelHash(),
                        List.of()));
    }

    private void requireOpen() {
        if (closed) {
            throw new InvalidRequestException("the engine is closed");
        }
    }

    private static InvalidRequestException closedWhileAtIt(RejectedExecutionException cause) {
        return new InvalidRequestException("the engine is closed", cause);
    }

    /** Ends everything: edits that are not done fail with {@link WorkerLostException}. Waits for the current step; may be repeated. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        threads.stopEncoding();
        worker.close();
        threads.stopDecoding();
        WorkerLostException lost = new WorkerLostException("the engine was closed before the work was done");
        pending.forEach(promise -> promise.fail(lost));
        registrations.forEach(done -> done.completeExceptionally(lost));
        templates.close();
        threads.stopLoading();
        pipeline.close();
    }
}
