package io.instgenie;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.instgenie.admission.AdmissionBounds;
import io.instgenie.admission.EditMemory;
import io.instgenie.batching.BatchLimits;
import io.instgenie.batching.CheckedStepScheduler;
import io.instgenie.batching.JobQueue;
import io.instgenie.batching.StepScheduler;
import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.cache.CacheStatistics;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.CostRecording;
import io.instgenie.cost.LiveStepCost;
import io.instgenie.cost.Tier;
import io.instgenie.edit.DeadlineExceededException;
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
import io.instgenie.encode.EditPlan;
import io.instgenie.engine.DecodeStage;
import io.instgenie.engine.EditFlow;
import io.instgenie.engine.EditIntake;
import io.instgenie.engine.EditSize;
import io.instgenie.engine.EncodeStage;
import io.instgenie.engine.EngineModels;
import io.instgenie.engine.EngineOptions;
import io.instgenie.engine.EngineParts;
import io.instgenie.engine.EngineThreads;
import io.instgenie.engine.Loading;
import io.instgenie.engine.MemoryEstimate;
import io.instgenie.engine.ModeJudge;
import io.instgenie.engine.Registrations;
import io.instgenie.engine.ResultNotes;
import io.instgenie.engine.Templates;
import io.instgenie.metrics.CostFit;
import io.instgenie.metrics.EditOutcome;
import io.instgenie.metrics.EngineListener;
import io.instgenie.metrics.EngineMetrics;
import io.instgenie.metrics.EngineStats;
import io.instgenie.metrics.Listeners;
import io.instgenie.model.Pipeline;
import io.instgenie.routing.CheckedRouter;
import io.instgenie.routing.LeastRequests;
import io.instgenie.routing.Router;
import io.instgenie.simulator.Profile;
import io.instgenie.worker.Submission;
import io.instgenie.worker.Worker;
import io.instgenie.worker.WorkerPool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Edits pictures with a diffusion model inside this JVM, computing only what an edit changes.
 *
 * <p>A picture that is edited again and again is registered as a {@linkplain #register template}: its activations are kept, and an edit
 * of it runs the model on the tokens under its mask alone. Other pictures, and edits in {@link EditMode#DENSE}, run the published
 * Diffusers pipeline number for number.
 *
 * <p>Thread-safe. Workers, one unless more are asked for, compute the edits they have together, step by step; pictures and prompts are encoded and decoded meanwhile.
 * An engine holds native memory: close it.
 */
public final class EditEngine implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(EditEngine.class);

    /** Of the 12 d^2 weights that a row goes through in a block, keys and values are 2 d^2. */
    private static final double PROJECT_SHARE = 1.0 / 6;

    private final EngineModels models;
    private final Pipeline pipeline;
    private final EngineOptions options;
    private final Loading loading;
    private final Templates templates;
    private final EngineThreads threads;
    private final EngineMetrics metrics;
    private final EngineListener listener;
    private final MemoryEstimate memory;
    private final AdmissionBounds bounds;
    private final EditIntake intake;
    private final EditFlow flow;
    private final ModeJudge modes;
    private final Set<EditPromise> pending = ConcurrentHashMap.newKeySet();
    private final Registrations registrations;
    private volatile boolean accepting = true;
    private boolean closed;

    /** @param models its own from now on */
    EditEngine(EngineModels models, EngineOptions options, EngineParts parts) {
        this.models = models;
        this.pipeline = models.any().pipeline();
        this.options = options;
        memory = new MemoryEstimate(
                models.any(),
                options.memory(),
                options.maxStepping(),
                Runtime.getRuntime().maxMemory());
        models.tileWhere(memory::tiles);
        bounds = new AdmissionBounds(options.admission(memory.limit()));
        threads = new EngineThreads(options.threads(), options.threadsPerWorker());
        loading = Loading.of(models.any(), options, threads);
        templates = new Templates(models, options.cache(), loading, threads.committing(), options.maskedDecode());
        CostModel measured = loading.costs();
        metrics = new EngineMetrics(new CostFit(measured.calibratedBlocks(), measured.calibratedLoads()));
        List<EngineListener> listeners = new ArrayList<>(parts.listeners());
        listeners.add(0, metrics);
        listener = new Listeners(listeners);
        LiveStepCost costs = new LiveStepCost(loading.costs(), loading.shape(pipeline.denoiser()));
        intake = new EditIntake(costs, options.workers());
        StepScheduler scheduler =
                new CheckedStepScheduler(parts.stepScheduler(), StepSchedulerKind.CONTINUOUS.create(), LOGGER::warn);
        Router router = new CheckedRouter(parts.router().apply(costs), new LeastRequests(), LOGGER::warn);
        flow = new EditFlow(
                new EncodeStage(models, templates, threads.encoding(), measured, System::nanoTime),
                new DecodeStage(models, threads.decoding(), measured, System::nanoTime, parts.resultFilter()),
                costs,
                listener,
                observer -> new WorkerPool(
                        options.workers(),
                        number -> new Worker(
                                number,
                                loading.executor(models.of(number)),
                                new JobQueue<>(scheduler, BatchLimits.ofJobs(options.maxBatchSize()), costs),
                                observer,
                                new Worker.Environment(threads.workerFactory(number), System::nanoTime)),
                        router));
        modes = new ModeJudge(pipeline.spec().keepsTemplates(), templates::isKept, options.cachedBelow());
        registrations = new Registrations(models, templates, threads.encoding(), flow);
        Duration stall = options.stallTimeout();
        threads.watch(() -> flow.takeOutStalled(stall), stall.dividedBy(4));
    }

    /** Starts an engine on the model in a folder as Diffusers' {@code save_pretrained} writes it. */
    public static EditEngineBuilder builder(Path modelFolder) {
        return new EditEngineBuilder(modelFolder);
    }

    /** Starts an engine on the small model inside this library: 256 x 256 pictures, sixteen stickers. For tests and first steps. */
    public static EditEngineBuilder builder() {
        return new EditEngineBuilder(null);
    }

    /**
     * Makes a template known and records its activations for its own schedule; waits until they are kept. An edit with another
     * schedule finds none and records them on its way. Where nothing can be kept of a model's templates, they are only made known; edits
     * of them are computed dense, and their results' notes say so.
     *
     * @throws InvalidRequestException if the engine is closed
     * @throws InstGenieException if recording fails; the template is then not known
     */
    public void register(Template template) {
        requireOpen();
        registrations.register(template);
    }

    /** Forgets a template; edits under way are not hurt. What is kept of it goes when its room is needed. */
    public void unregister(String templateId) {
        templates.remove(templateId);
    }

    /** Bytes of templates' activations in host memory; see {@link EditEngineBuilder#hostCacheBytes}. */
    public long hostCacheUse() {
        return templates.bytes();
    }

    /** What happened in host memory so far; a hit is a template that was there when an edit or a registration asked for it. */
    public CacheStatistics hostCacheStatistics() {
        return templates.statistics();
    }

    /**
     * Lets what is kept of a template for its own schedule stay in host memory, whatever else is used, until {@link #unpin} or
     * {@link #evict}.
     *
     * @throws InvalidRequestException if the template is unknown
     */
    public void pin(String templateId) {
        templates.pin(templateId);
    }

    /** Ends {@link #pin}. */
    public void unpin(String templateId) {
        templates.unpin(templateId);
    }

    /** Drops what host memory keeps of a template for its own schedule; edits under way are not hurt, and files stay. */
    public void evict(String templateId) {
        templates.evict(templateId);
    }

    /**
     * This engine as the simulator sees it, by what it has learned of its costs so far; see {@link ProfileFitter}.
     *
     * @param imageTokens of the pictures to simulate
     * @param textTokens of their prompts
     */
    public Profile profile(int imageTokens, int textTokens) {
        return profile(new CostRecording.Fit(loading.costs().copy(), 0, 0), imageTokens, textTokens);
    }

    /** Pixels along a token's side. */
    int tokenSize() {
        return pipeline.spec().patches().tokenSize();
    }

    /** Records what this engine observes of its costs. */
    CostRecording recordCosts() {
        return loading.costs().record(processors(), System::nanoTime);
    }

    Profile profile(CostRecording.Fit fit, int imageTokens, int textTokens) {
        return new Profile(
                pipeline.spec().modelHash(),
                fit.model(),
                loading.shape(pipeline.denoiser())
                        .withLanes(pipeline.spec().lanes(pipeline.spec().guidanceScale())),
                imageTokens,
                textTokens,
                PROJECT_SHARE,
                Loading.SLOTS,
                options.cache().hostBytes(),
                options.workers(),
                Tier.DEVICE,
                processors().count(),
                options.threadsPerWorker(),
                fit.contention(),
                fit.newRowsSeconds());
    }

    private CostRecording.Processors processors() {
        int threads = options.threadsPerWorker();
        return new CostRecording.Processors(Math.max(Runtime.getRuntime().availableProcessors(), threads), threads);
    }

    /** What the engine did so far. */
    public EngineStats stats() {
        return metrics.stats();
    }

    /**
     * Edits and waits.
     *
     * @throws InstGenieException as {@link #submit(EditRequest)} and {@link EditHandle#join} do
     */
    public EditResult edit(EditRequest request) {
        return submit(request).join();
    }

    /**
     * Starts an edit.
     *
     * @throws InvalidRequestException if the engine is closed, the template unknown, an option does not fit the picture or model, or the
     *     edit takes more memory than all may have; the message tells what helps
     * @throws OverloadedException if as many edits are pending as the engine was built for
     * @throws DeadlineExceededException if the request's deadline could not be met even without other edits
     */
    public EditHandle submit(EditRequest request) {
        return submit(request, bounds::admit);
    }

    /**
     * Starts an edit, waiting for room if as many are pending as the engine was built for. Those who wait are let in in order. The
     * request's deadline counts from the call.
     *
     * @param patience how long to wait at most
     * @throws OverloadedException if there was no room for so long, or the thread was interrupted, which it is then still
     */
    public EditHandle submit(EditRequest request, Duration patience) {
        return submit(request, size -> bounds.admit(size, patience));
    }

    private EditHandle submit(EditRequest request, Consumer<EditMemory> admission) {
        requireOpen();
        long submitted = System.nanoTime();
        EditPlan plan = modes.decide(EditPlan.of(request, request.template().map(templates::get), pipeline.spec()));
        listener.submitted();
        EditPromise promise = new EditPromise();
        if (request.mask().isEmpty()) {
            listener.ended(EditOutcome.DONE);
            promise.complete(untouched(plan));
            return promise.handle();
        }
        EditSize size = EditSize.of(plan, pipeline.spec());
        EditMemory takes = memory.of(plan, size);
        Submission submission;
        try {
            memory.requireFit(plan, size);
            intake.requireInTime(plan, size);
            admission.accept(takes);
            submission = intake.submission(plan, promise, size, submitted);
        } catch (RuntimeException e) {
            listener.refused();
            throw e;
        }
        pending.add(promise);
        promise.handle().future().whenComplete((result, failure) -> {
            pending.remove(promise);
            bounds.release(takes);
            listener.ended(outcome(failure));
        });
        if (!accepting) { // closed meanwhile: whoever closed it may not have seen the edit
            promise.fail(new InvalidRequestException("the engine is closed"));
        }
        flow.start(submission);
        return promise.handle();
    }

    private static EditOutcome outcome(@Nullable Throwable failure) {
        if (failure == null) {
            return EditOutcome.DONE;
        }
        if (failure instanceof CancellationException) {
            return EditOutcome.CANCELLED;
        }
        return failure instanceof DeadlineExceededException ? EditOutcome.EXPIRED : EditOutcome.FAILED;
    }

    private EditResult untouched(EditPlan plan) {
        return new EditResult(
                plan.picture(),
                new Provenance(
                        plan.request().seed(),
                        0,
                        plan.mode(),
                        0,
                        0,
                        plan.canvas().tokens(),
                        0,
                        0,
                        new PhaseTimes(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                        pipeline.spec().modelHash(),
                        ResultNotes.of(plan, plan.picture(), List.of())));
    }

    private void requireOpen() {
        if (!accepting) {
            throw new InvalidRequestException("the engine is closed");
        }
    }

    /**
     * Takes no more edits, waits until those pending are done, and closes. On the engine's own threads, where actions of futures and
     * listeners run, it does not wait.
     *
     * @param patience how long to wait at most; edits not done by then fail
     */
    public void close(Duration patience) {
        accepting = false;
        CompletableFuture<?>[] futures =
                pending.stream().map(promise -> promise.handle().future()).toArray(CompletableFuture[]::new);
        try {
            if (!threads.areCalling()) {
                CompletableFuture.allOf(futures)
                        .handle((done, failure) -> failure)
                        .get(NANOSECONDS.convert(patience), NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.warn("{} edits were not done within {} and fail", pending.size(), patience);
        } finally {
            close();
        }
    }

    /** Ends everything: edits that are not done fail with {@link WorkerLostException}. Waits for the current step; may be repeated. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        accepting = false;
        bounds.close();
        threads.stopWatching();
        // Workers first: what encoding or a router still hands over then fails, and is not begun.
        flow.close();
        threads.stopEncoding();
        threads.stopDecoding();
        WorkerLostException lost = new WorkerLostException("the engine was closed before the work was done");
        pending.forEach(promise -> promise.fail(lost));
        registrations.fail(lost);
        templates.close();
        if (threads.stopLoading(options.cache().loadTimeout())) {
            models.close();
        } else {
            LOGGER.warn("A load from files has not ended; what it loads into is not freed");
            models.closePipelines();
        }
    }
}
