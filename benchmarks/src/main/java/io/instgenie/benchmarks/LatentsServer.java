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
import io.instgenie.cost.Demand;
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
import io.instgenie.encode.EditEncoder;
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
import io.instgenie.worker.RegistrationJob;
import io.instgenie.worker.Submission;
import io.instgenie.worker.Worker;
import io.instgenie.worker.WorkerObserver;
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
                number -> new Worker(
                        number,
                        new StepExecutor(
                                flux.device(),
                                flux.transformer(),
                                ActivationLoader.inMemory(BlockModes.LOAD_ALL),
                                StepTimes.IGNORED),
                        new JobQueue<>(scheduler, BatchLimits.ofJobs(MAX_BATCH), costs),
                        new Finisher(costs),
                        new Worker.Environment(
                                task -> new Thread(() -> {
                                    TorchRuntime.useThreads(threads);
                                    task.run();
                                }),
                                System::nanoTime)),
                new LeastRequests());
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
            job.route(0, Demand.NONE);
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
                new Submission(++jobs, plan(), new EditPromise(), new Submission.Arrival(0, jobs, JobView.NO_DEADLINE));
        long now = System.nanoTime();
        return new EditJob(
                submission,
                new EditEncoder.Encoded(
                        flux.job(template, dense ? FluxFixture.DENSE : (double) masked / tokens), List.of()),
                null,
                size,
                new EditJob.Encoding(1, now, now));
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
                new EditPlan.Sampling(flux.schedule(), true, 0));
    }

    /** An edit is done when its latents are. */
    private final class Finisher implements WorkerObserver {
        private final LiveStepCost costs;

        Finisher(LiveStepCost costs) {
            this.costs = costs;
        }

        @Override
        public void stepped(EditJob job) {}

        @Override
        public void denoised(EditJob job) {
            job.close();
            ended(job).complete(null);
        }

        private CompletableFuture<Void> ended(EditJob job) {
            return Objects.requireNonNull(ended.remove(job.submission().id()));
        }

        @Override
        public void batchStepped(int worker, List<EditJob> jobs, long waitNanos, long nanos) {
            costs.stepped(jobs.size(), waitNanos / 1e9);
            int rows = jobs.stream().mapToInt(job -> job.size().rows()).sum();
            metrics.stepped(worker, jobs.size(), rows, waitNanos, nanos);
        }

        @Override
        public void scheduled(int worker, int jobs, long nanos) {
            metrics.scheduled(worker, jobs, nanos);
        }

        @Override
        public void joined(int worker, long steps) {
            metrics.joined(worker, steps);
        }

        @Override
        public void freed(int worker, long steps) {
            metrics.freed(worker, steps);
        }

        @Override
        public void failed(EditJob job, Throwable failure) {
            ended(job).completeExceptionally(failure);
        }

        @Override
        public void lost(int worker, List<RegistrationJob> registrations, Throwable cause) {
            ended.values().forEach(end -> end.completeExceptionally(cause));
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
