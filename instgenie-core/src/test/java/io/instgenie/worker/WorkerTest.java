package io.instgenie.worker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.activations.ActivationFormat;
import io.instgenie.activations.ActivationLoader;
import io.instgenie.activations.BlockModes;
import io.instgenie.activations.Kept;
import io.instgenie.activations.Precision;
import io.instgenie.activations.TemplateActivations;
import io.instgenie.activations.TemplateStorage;
import io.instgenie.batching.BatchLimits;
import io.instgenie.batching.JobQueue;
import io.instgenie.batching.JobView;
import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.cache.Reservation;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.DenoiserShape;
import io.instgenie.cost.JobSize;
import io.instgenie.cost.LiveStepCost;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.StepExecutor;
import io.instgenie.denoise.StepRecorder;
import io.instgenie.device.CpuDevice;
import io.instgenie.device.PerModel;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditPromise;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.encode.EditEncoder;
import io.instgenie.encode.EditPlan;
import io.instgenie.encode.PromptEncoder;
import io.instgenie.encode.TemplateEncoder;
import io.instgenie.encode.TemplateOrigin;
import io.instgenie.model.Pipeline;
import io.instgenie.model.samplers.Schedule;
import io.instgenie.model.samplers.Stepping;
import io.instgenie.parity.ParityCase;
import io.instgenie.pretrained.FluxPipeline;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs have their number of steps for a name. */
@Timeout(180)
class WorkerTest {
    private Pipeline pipeline;
    private PromptEncoder prompts;
    private EditEncoder encoder;
    private long jobs;

    @BeforeEach
    void load() {
        pipeline = FluxPipeline.load(ParityCase.FLUX_FILL.path("model"));
        prompts = new PromptEncoder(pipeline.prompts(), 0);
        encoder = new EditEncoder(pipeline, prompts);
    }

    @AfterEach
    void unload() {
        pipeline.close();
    }

    /** The second job to begin is cancelled once both have done a step. */
    @Test
    void theNextInLineTakesACancelledJobsPlaceAtTheNextStep() throws InterruptedException {
        Recorder recorder = new Recorder(3);
        EditJob first = job(3);
        EditJob cancelled = job(9);
        EditJob second = job(2);
        EditJob third = job(4);
        try (Worker worker = worker(recorder, 2)) {
            recorder.onStep(3, 1, job -> List.of(cancelled, second, third).forEach(worker::submit));
            recorder.onStep(9, 1, job -> job.promise().handle().cancel());
            worker.submit(first);
            recorder.awaitEnd();
        }
        assertThat(recorder.steps).containsExactly(3, 3, 9, 3, 2, 2, 4, 4, 4, 4);
    }

    /** What comes during a step joins the next one if there is room, and what is cancelled during a step is not in the next one. */
    @Test
    void jobsJoinAndLeaveAtTheNextStep() throws InterruptedException {
        Recorder recorder = new Recorder(3);
        EditJob cancelled = job(9);
        try (Worker worker = worker(recorder, 4)) {
            recorder.onStep(3, 1, job -> List.of(job(4), cancelled, job(5)).forEach(worker::submit));
            recorder.onStep(9, 2, job -> job.promise().handle().cancel());
            worker.submit(job(3));
            recorder.awaitEnd();
        }
        assertThat(recorder.joins).containsExactly(1L, 1L, 1L, 1L);
        assertThat(recorder.frees).containsExactly(1L);
        assertThat(recorder.batches).containsExactly(1, 4, 4, 2, 2, 1);
        assertThat(recorder.choices).containsExactly(1, 4, 4, 2, 2, 1);
    }

    @Test
    void aPoisonedJobFailsAlone() throws InterruptedException {
        Recorder recorder = new Recorder(3);
        Supplier<Throwable> poison = () -> new IllegalStateException("poison");
        try (Worker worker = worker(recorder, 4)) {
            recorder.onStep(1, 1, job -> List.of(job(3), job(5, poison), job(7)).forEach(worker::submit));
            worker.submit(job(1));
            recorder.awaitEnd();
        }
        assertThat(recorder.done).containsExactlyInAnyOrder(1, 3, 7);
        assertThat(recorder.failed).containsExactly(5);
        assertThat(recorder.steps.stream().filter(name -> name == 7)).hasSize(7);
    }

    @Test
    void aJobOfWhoseStepNobodyCanBeToldFailsAlone() throws InterruptedException {
        Recorder recorder = new Recorder(3);
        try (Worker worker = worker(recorder, 4)) {
            recorder.onStep(1, 1, job -> List.of(job(3), job(5), job(7)).forEach(worker::submit));
            recorder.onEachStep(5, job -> {
                throw new IllegalStateException("poison");
            });
            worker.submit(job(1));
            recorder.awaitEnd();
        }
        assertThat(recorder.done).containsExactlyInAnyOrder(1, 3, 7);
        assertThat(recorder.failed).containsExactly(5);
        assertThat(recorder.steps.stream().filter(name -> name == 5)).hasSize(1);
        assertThat(recorder.steps.stream().filter(name -> name == 7)).hasSize(7);
    }

    @Test
    void aBatchThatRunsOutOfMemoryIsMadeSmaller() throws InterruptedException {
        Recorder recorder = new Recorder(5);
        Supplier<@Nullable Throwable> outOfMemory = once(1, new OutOfMemoryError("no device memory, as a test"));
        try (Worker worker = worker(recorder, 8)) {
            recorder.onStep(
                    1,
                    1,
                    job -> List.of(job(3), job(4), job(5), job(6, outOfMemory)).forEach(worker::submit));
            worker.submit(job(1));
            recorder.awaitEnd();
        }
        assertThat(recorder.failed).isEmpty();
        assertThat(recorder.done).containsExactlyInAnyOrder(1, 3, 4, 5, 6);
        assertThat(recorder.batches).startsWith(1, 2).allMatch(size -> size <= 2);
    }

    /** The batch's step fails after some of it was taken; its jobs go on one by one. */
    @Test
    void cacheHitsCountOnceWhereAStepIsRetried() throws InterruptedException {
        Template template = Template.of("t", EditImage.ofRgb(32, 32, new byte[32 * 32 * 3]));
        CachedTemplate cached = recorded(template);
        EditJob first = cachedJob(template, cached, () -> null);
        EditJob second = cachedJob(template, cached, once(2, new IllegalStateException("once")));
        Recorder recorder = new Recorder(3);
        try (Worker worker = worker(recorder, 2)) {
            recorder.onStep(1, 1, job -> List.of(first, second).forEach(worker::submit));
            worker.submit(job(1));
            recorder.awaitEnd();
        }
        assertThat(recorder.failed).isEmpty();
        assertThat(List.of(first.cacheHits(), second.cacheHits())).containsOnly(20L);
        assertThat(List.of(first.cacheMisses(), second.cacheMisses())).containsOnly(0L);
        cached.free();
    }

    private CachedTemplate recorded(Template template) {
        EditPlan plan = EditPlan.of(template, pipeline.spec());
        TemplateEncoder templates = new TemplateEncoder(pipeline, prompts);
        TemplateOrigin origin = templates.origin(template, plan.canvas());
        ActivationFormat format = new ActivationFormat(
                Kept.KEY_VALUES, Precision.FLOAT32, pipeline.denoiser().blocks(plan.canvas(), origin.textTokens()));
        CachedTemplate cached = CachedTemplate.of(
                new PerModel<>(denoiser -> templates.trajectory(
                        template.seed(), origin, plan.canvas(), plan.schedule(), plan.guidanceScale())),
                new TemplateActivations(
                        plan.schedule().steps().size(),
                        format,
                        Reservation.unbounded(),
                        new CpuDevice().hostMemory(),
                        TemplateStorage.none(format)));
        StepRecorder steps = new StepRecorder(pipeline.denoiser());
        while (steps.recordSome(cached)) {
            // until nothing is missing
        }
        return cached;
    }

    /** That at one step that asks, never again. */
    private static Supplier<@Nullable Throwable> once(int step, Throwable failure) {
        AtomicInteger steps = new AtomicInteger();
        return () -> steps.incrementAndGet() == step ? failure : null;
    }

    @Test
    void jobsAfterClosingAreLostAtOnce() {
        Recorder recorder = new Recorder(0);
        Worker worker = worker(recorder, 1);
        worker.close();
        int before = recorder.lost.size();
        EditJob late = job(2);
        worker.submit(late);
        assertThat(recorder.lost).hasSize(before + 1);
        assertThat(late.promise().isSettled())
                .as("others decide what becomes of it")
                .isFalse();
        assertThat(worker.load().view().requests()).isZero();
        worker.close();
    }

    private Worker worker(Recorder recorder, int maxBatch) {
        return new Worker(
                0,
                new StepExecutor(pipeline.denoiser(), ActivationLoader.inMemory(BlockModes.LOAD_ALL)),
                new JobQueue<>(
                        StepSchedulerKind.CONTINUOUS.create(),
                        BatchLimits.ofJobs(maxBatch),
                        new LiveStepCost(
                                CostModel.guess(List.of("block"), 1e-6), DenoiserShape.of(List.of("block"), 8))),
                recorder,
                new Worker.Environment(Thread::new, System::nanoTime));
    }

    private EditJob job(int steps) {
        return job(steps, () -> null);
    }

    /** @param failures what each step fails with, null if it does not */
    private EditJob job(int steps, Supplier<? extends @Nullable Throwable> failures) {
        EditRequest request = EditRequest.builder()
                .image(EditImage.ofRgb(16, 16, new byte[16 * 16 * 3]))
                .mask(EditMask.full(16, 16))
                .numInferenceSteps(steps)
                .maxSequenceLength(8)
                .build();
        EditPlan plan = failing(EditPlan.of(request, Optional.empty(), pipeline.spec()), failures);
        return job(plan, encoder.dense(plan));
    }

    private EditJob cachedJob(
            Template template, CachedTemplate cached, Supplier<? extends @Nullable Throwable> failures) {
        EditRequest request = EditRequest.builder()
                .template(template.id())
                .mask(EditMask.rectangle(32, 32, 0, 0, 8, 8))
                .maxSequenceLength(8)
                .build();
        EditPlan plan = failing(EditPlan.of(request, Optional.of(template), pipeline.spec()), failures);
        return job(plan, encoder.cached(plan, cached));
    }

    private static EditPlan failing(EditPlan plan, Supplier<? extends @Nullable Throwable> failures) {
        Schedule schedule = plan.schedule();
        return new EditPlan(
                plan.request(),
                plan.mode(),
                plan.template(),
                plan.subject(),
                plan.canvas(),
                plan.mask(),
                plan.tokens(),
                new EditPlan.Sampling(
                        new Schedule(
                                schedule.steps(),
                                schedule.initNoiseSigma(),
                                noise -> new FailingStepping(schedule.begin(noise), failures)),
                        plan.startsFromNoise(),
                        plan.guidanceScale()));
    }

    private record FailingStepping(Stepping stepping, Supplier<? extends @Nullable Throwable> failures)
            implements Stepping {
        @Override
        public Tensor step(Tensor x, Tensor output) {
            Throwable failure = failures.get();
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof RuntimeException exception) {
                throw exception;
            }
            return stepping.step(x, output);
        }

        @Override
        public Tensor predicted(Tensor x, Tensor output) {
            return stepping.predicted(x, output);
        }

        @Override
        public void close() {
            stepping.close();
        }
    }

    private EditJob job(EditPlan plan, EditEncoder.Encoded encoded) {
        Submission submission =
                new Submission(jobs++, plan, new EditPromise(), new Submission.Arrival(0, 0, JobView.NO_DEADLINE));
        JobSize size = new JobSize(encoded.job().tokens(), 8, plan.canvas().tokens());
        return new EditJob(submission, encoded, null, size, new EditJob.Encoding(1, 0, 0));
    }

    /** Writes down whose steps are done, in order, and acts on some. */
    private static final class Recorder implements WorkerObserver {
        private final List<Integer> steps = new CopyOnWriteArrayList<>();
        private final List<Integer> batches = new CopyOnWriteArrayList<>();
        private final List<Integer> choices = new CopyOnWriteArrayList<>();
        private final List<Long> joins = new CopyOnWriteArrayList<>();
        private final List<Long> frees = new CopyOnWriteArrayList<>();
        private final List<Integer> done = new CopyOnWriteArrayList<>();
        private final List<Integer> failed = new CopyOnWriteArrayList<>();
        private final List<Throwable> lost = new CopyOnWriteArrayList<>();
        private final List<Consumer<EditJob>> actions = new CopyOnWriteArrayList<>();
        private final CountDownLatch end;

        /** @param jobs how many must be done for the end */
        Recorder(int jobs) {
            end = new CountDownLatch(jobs);
        }

        /** Acts on the {@code count}-th step of all jobs of a name. */
        void onStep(int name, int count, Consumer<EditJob> action) {
            onEachStep(name, job -> {
                if (steps.stream().filter(step -> step == name).count() == count) {
                    action.accept(job);
                }
            });
        }

        void onEachStep(int name, Consumer<EditJob> action) {
            actions.add(job -> {
                if (name(job) == name) {
                    action.accept(job);
                }
            });
        }

        void awaitEnd() throws InterruptedException {
            assertThat(end.await(60, SECONDS)).isTrue();
        }

        private static int name(EditJob job) {
            return job.denoising().steps();
        }

        @Override
        public void stepped(EditJob job) {
            steps.add(name(job));
            actions.forEach(action -> action.accept(job));
        }

        @Override
        public void denoised(EditJob job) {
            done.add(name(job));
            job.close();
            end.countDown();
        }

        @Override
        public void batchStepped(int worker, List<EditJob> jobs, long waitNanos, long nanos) {
            batches.add(jobs.size());
        }

        @Override
        public void scheduled(int worker, int jobs, long nanos) {
            choices.add(jobs);
        }

        @Override
        public void joined(int worker, long steps) {
            joins.add(steps);
        }

        @Override
        public void freed(int worker, long steps) {
            frees.add(steps);
        }

        @Override
        public void failed(EditJob job, Throwable failure) {
            failed.add(name(job));
        }

        @Override
        public void lost(int worker, List<RegistrationJob> registrations, Throwable cause) {
            lost.add(cause);
        }
    }
}
