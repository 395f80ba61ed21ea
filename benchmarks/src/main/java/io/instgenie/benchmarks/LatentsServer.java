package io.instgenie.benchmarks;

import io.instgenie.activations.ActivationLoader;
import io.instgenie.activations.BlockModes;
import io.instgenie.activations.Kept;
import io.instgenie.activations.TemplateStorage;
import io.instgenie.batching.BatchLimits;
import io.instgenie.batching.JobQueue;
import io.instgenie.batching.JobView;
import io.instgenie.batching.StepScheduler;
import io.instgenie.cache.Reservation;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.DenoiserShape;
import io.instgenie.cost.JobSize;
import io.instgenie.cost.LiveStepCost;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.StepExecutor;
import io.instgenie.denoise.StepRecorder;
import io.instgenie.denoise.StepTimes;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditPromise;
import io.instgenie.edit.EditRequest;
import io.instgenie.encode.EditPlan;
import io.instgenie.examples.load.LoadRun;
import io.instgenie.examples.load.LoadVariant;
import io.instgenie.examples.load.OpenLoop;
import io.instgenie.mask.Canvas;
import io.instgenie.mask.Subject;
import io.instgenie.mask.TokenMask;
import io.instgenie.metrics.EngineMetrics;
import io.instgenie.metrics.EngineStats;
import io.instgenie.routing.LeastRequests;
import io.instgenie.tensor.TorchRuntime;
import io.instgenie.worker.EditJob;
import io.instgenie.worker.JobObserver;
import io.instgenie.worker.Submission;
import io.instgenie.worker.Worker;
import io.instgenie.worker.WorkerPool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The engine's worker on {@link FluxFixture}: steps, and nothing before or after them. */
final class LatentsServer implements LoadServer {
    private static final int STEPS = 4;
    private static final int MAX_BATCH = 4;
    private static final int TOKEN = 16;

    private final LoadVariant variant;
    private final List<Double> ratios;
    private final FluxFixture flux;
    private final CachedTemplate template;
    private final EngineMetrics metrics = new EngineMetrics();
    private final WorkerPool pool;
    private final Map<Long, CompletableFuture<Void>> ended = new ConcurrentHashMap<>();
    private long jobs;

    /** Loads the model from {@code folder} (written if missing), records a template, and starts a worker with all processors. */
    LatentsServer(LoadVariant variant, List<Double> ratios, Path folder, String device) throws IOException {
        this.variant = variant;
        this.ratios = ratios;
        int threads = Runtime.getRuntime().availableProcessors();
        flux = new FluxFixture(folder, threads, STEPS, device);
        template = flux.template(Reservation.unbounded(), TemplateStorage.none(flux.format(Kept.KEY_VALUES)));
        StepRecorder recorder = new StepRecorder(flux.transformer());
        while (recorder.recordSome(template)) {}
        LiveStepCost costs = new LiveStepCost(
                CostModel.guess(List.of("block"), 1e-6),
                DenoiserShape.of(Collections.nCopies(flux.transformer().blockCount(), "block"), 1));
        StepScheduler scheduler = variant.stepScheduler().create();
        pool = new WorkerPool(
                1,
                (number, observer) -> new Worker(
                        number,
                        task -> new Thread(() -> {
                            TorchRuntime.useThreads(threads);
                            task.run();
                        }),
                        new StepExecutor(
                                flux.device(),
                                flux.transformer(),
                                ActivationLoader.inMemory(BlockModes.LOAD_ALL),
                                StepTimes.IGNORED),
                        new StepRecorder(flux.transformer()),
                        new JobQueue<>(scheduler, BatchLimits.ofJobs(MAX_BATCH), costs),
                        observer,
                        System::nanoTime),
                new LeastRequests(),
                costs,
                new Finisher(),
                submission -> Objects.requireNonNull(ended.remove(submission.id()))
                        .completeExceptionally(new IllegalStateException("the worker was lost")),
                metrics);
    }

    @Override
    public LoadRun serve(double[] arrivals, long seed) {
        Random random = new Random(seed);
        List<EditJob> prepared = new ArrayList<>();
        for (int i = 0; i < arrivals.length; i++) {
            prepared.add(job(ratios.get(random.nextInt(ratios.size()))));
        }
        return OpenLoop.run(arrivals, edit -> {
            EditJob job = prepared.get(edit);
            CompletableFuture<Void> end = new CompletableFuture<>();
            ended.put(job.submission().id(), end);
            pool.submit(job, 0);
            return end;
        });
    }

    private EditJob job(double ratio) {
        boolean dense = variant.mode() == EditMode.DENSE;
        int tokens = flux.size().imageTokens();
        int masked = dense ? tokens : Math.max(1, (int) flux.size().maskedTokens(ratio));
        JobSize size = new JobSize(masked, flux.size().textTokens(), tokens);
        Submission submission =
                new Submission(++jobs, plan(), new EditPromise(), 0, jobs, JobView.NO_DEADLINE, 0, Submission.NONE);
        return new EditJob(
                submission,
                flux.job(template, dense ? FluxFixture.DENSE : (double) masked / tokens),
                null,
                List.of(),
                size,
                1,
                0,
                System.nanoTime());
    }

    /** What the worker reads of a plan is its request's priority. */
    private EditPlan plan() {
        int side = TOKEN * flux.size().grid();
        EditImage picture = EditImage.ofRgb(side, side, new byte[side * side * 3]);
        EditMask mask = EditMask.full(side, side);
        return new EditPlan(
                EditRequest.builder().image(picture).mask(mask).build(),
                EditMode.DENSE,
                Optional.empty(),
                Subject.whole(picture, mask),
                Canvas.of(picture, TOKEN),
                mask,
                TokenMask.of(mask, TOKEN),
                flux.schedule(),
                0);
    }

    /** An edit is done when its latents are. */
    private final class Finisher implements JobObserver {
        @Override
        public void stepped(EditJob job) {}

        @Override
        public void denoised(EditJob job) {
            job.close();
            Objects.requireNonNull(ended.remove(job.submission().id())).complete(null);
        }
    }

    @Override
    public EngineStats stats() {
        return metrics.stats();
    }

    @Override
    public void close() {
        pool.close();
        template.free();
        flux.close();
    }
}
