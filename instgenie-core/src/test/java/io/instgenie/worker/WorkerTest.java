package io.instgenie.worker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.batching.BatchLimits;
import io.instgenie.batching.JobQueue;
import io.instgenie.batching.JobView;
import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.cache.Reservation;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.DenoiserShape;
import io.instgenie.cost.JobSize;
import io.instgenie.cost.LiveStepCost;
import io.instgenie.denoise.ActivationFormat;
import io.instgenie.denoise.ActivationLoader;
import io.instgenie.denoise.BlockModes;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.CpuDevice;
import io.instgenie.denoise.Kept;
import io.instgenie.denoise.Precision;
import io.instgenie.denoise.StepExecutor;
import io.instgenie.denoise.StepRecorder;
import io.instgenie.denoise.TemplateStorage;
import io.instgenie.denoise.TemplateTrajectory;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditPromise;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.encode.EditEncoder;
import io.instgenie.encode.EditPlan;
import io.instgenie.encode.PromptEncoder;
import io.instgenie.encode.TemplateEncoder;
import io.instgenie.model.transformers.FluxConfig;
import io.instgenie.parity.ParityCase;
import io.instgenie.pretrained.FluxPipeline;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs have their number of steps for a name. */
@Timeout(180)
class WorkerTest {
    private FluxPipeline pipeline;
    private PromptEncoder prompts;
    private EditEncoder encoder;
    private long jobs;

    @BeforeEach
    void load() {
        pipeline = FluxPipeline.load(ParityCase.FLUX_FILL.path("model"));
        prompts = new PromptEncoder(pipeline, 0);
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
        assertThat(recorder.steps.stream().filter(name -> name == 7)).hasSize(7);
    }

    @Test
    void aBatchThatRunsOutOfMemoryIsMadeSmaller() throws InterruptedException {
        Recorder recorder = new Recorder(5);
        try (Worker worker = worker(recorder, 8)) {
            recorder.onStep(1, 1, job -> List.of(job(3), job(4), job(5), job(6)).forEach(worker::submit));
            recorder.onStep(6, 1, job -> {
                throw new OutOfMemoryError("no device memory, as a test");
            });
            worker.submit(job(1));
            recorder.awaitEnd();
        }
        assertThat(recorder.failed).isEmpty();
        assertThat(recorder.done).containsExactlyInAnyOrder(1, 3, 4, 5, 6);
        assertThat(recorder.batches).startsWith(1, 2).allMatch(size -> size <= 2);
    }

    /** The batch's step fails after it was taken; its jobs go on one by one. */
    @Test
    void cacheHitsCountOnceWhereAStepIsRetried() throws InterruptedException {
        Template template = Template.of("t", EditImage.ofRgb(32, 32, new byte[32 * 32 * 3]));
        EditPlan registering = EditPlan.of(template, pipeline);
        TemplateTrajectory trajectory = new TemplateEncoder(pipeline, prompts)
                .encode(template, registering.canvas(), registering.schedule(), registering.guidanceScale());
        FluxConfig config = pipeline.transformer().config();
        ActivationFormat format = new ActivationFormat(
                Kept.KEY_VALUES,
                Precision.FLOAT32,
                trajectory.textTokens(),
                trajectory.tokens(),
                config.numAttentionHeads(),
                config.attentionHeadDim());
        CachedTemplate cached = CachedTemplate.of(
                pipeline.transformer(),
                trajectory,
                format,
                Reservation.unbounded(),
                new CpuDevice().hostMemory(),
                TemplateStorage.none(format));
        StepRecorder steps = new StepRecorder(pipeline.transformer());
        while (steps.recordSome(cached)) {
            // until nothing is missing
        }
        EditJob first = cachedJob(template, cached);
        EditJob second = cachedJob(template, cached);
        Recorder recorder = new Recorder(3);
        try (Worker worker = worker(recorder, 2)) {
            recorder.onStep(1, 1, job -> List.of(first, second).forEach(worker::submit));
            recorder.onStep(20, 4, job -> {
                throw new IllegalStateException("once");
            });
            worker.submit(job(1));
            recorder.awaitEnd();
        }
        assertThat(recorder.failed).isEmpty();
        assertThat(List.of(first.cacheHits(), second.cacheHits())).containsOnly(20L);
        assertThat(List.of(first.cacheMisses(), second.cacheMisses())).containsOnly(0L);
        cached.free();
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
                Thread::new,
                new StepExecutor(pipeline.transformer(), ActivationLoader.inMemory(BlockModes.LOAD_ALL)),
                new StepRecorder(pipeline.transformer()),
                new JobQueue<>(
                        StepSchedulerKind.CONTINUOUS.create(),
                        BatchLimits.ofJobs(maxBatch),
                        new LiveStepCost(
                                CostModel.guess(List.of("block"), 1e-6), DenoiserShape.of(List.of("block"), 8))),
                recorder,
                System::nanoTime);
    }

    private EditJob job(int steps) {
        EditRequest request = EditRequest.builder()
                .image(EditImage.ofRgb(16, 16, new byte[16 * 16 * 3]))
                .mask(EditMask.full(16, 16))
                .numInferenceSteps(steps)
                .maxSequenceLength(8)
                .build();
        EditPlan plan = EditPlan.of(request, Optional.empty(), pipeline);
        return job(plan, encoder.dense(plan));
    }

    private EditJob cachedJob(Template template, CachedTemplate cached) {
        EditRequest request = EditRequest.builder()
                .template(template.id())
                .mask(EditMask.rectangle(32, 32, 0, 0, 8, 8))
                .maxSequenceLength(8)
                .build();
        EditPlan plan = EditPlan.of(request, Optional.of(template), pipeline);
        return job(plan, encoder.cached(plan, cached));
    }

    private EditJob job(EditPlan plan, EditEncoder.Encoded encoded) {
        Submission submission =
                new Submission(jobs++, plan, new EditPromise(), 0, 0, JobView.NO_DEADLINE, 0, Submission.NONE);
        JobSize size = new JobSize(encoded.job().tokens(), 8, plan.canvas().tokens());
        return new EditJob(submission, encoded.job(), null, encoded.notes(), size, 1, 0, 0);
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
