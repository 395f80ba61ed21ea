package io.instgenie.worker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.denoise.ActivationLoader;
import io.instgenie.denoise.BlockModes;
import io.instgenie.denoise.StepExecutor;
import io.instgenie.denoise.StepRecorder;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditPromise;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.WorkerLostException;
import io.instgenie.encode.EditEncoder;
import io.instgenie.encode.EditPlan;
import io.instgenie.encode.PromptEncoder;
import io.instgenie.parity.ParityCase;
import io.instgenie.pretrained.FluxPipeline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class WorkerTest {
    private FluxPipeline pipeline;
    private EditEncoder encoder;

    @BeforeEach
    void load() {
        pipeline = FluxPipeline.load(ParityCase.FLUX_FILL.path("model"));
        encoder = new EditEncoder(pipeline, new PromptEncoder(pipeline, 0));
    }

    @AfterEach
    void unload() {
        pipeline.close();
    }

    /** Jobs have their number of steps for a name. The second job to begin is cancelled once both have done a step. */
    @Test
    void theNextInLineTakesACancelledJobsPlaceAtTheNextStep() throws InterruptedException {
        Recorder recorder = new Recorder(3);
        EditJob cancelled = job(9);
        try (Worker worker = worker(recorder, 2)) {
            EditJob first = job(3);
            recorder.onFirstStep = () -> {
                worker.submit(cancelled);
                worker.submit(job(2));
                worker.submit(job(4));
            };
            recorder.onStepOf9 = () -> cancelled.promise().handle().cancel();
            worker.submit(first);
            assertThat(recorder.done.await(30, SECONDS)).isTrue();
        }
        assertThat(recorder.steps).containsExactly(3, 3, 9, 3, 2, 2, 4, 4, 4, 4);
    }

    @Test
    void jobsAfterClosingFailAtOnce() {
        Worker worker = worker(new Recorder(1), 1);
        worker.close();
        EditJob late = job(2);
        worker.submit(late);
        assertThat(late.promise().handle().future())
                .failsWithin(1, SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(WorkerLostException.class);
        worker.close();
    }

    private Worker worker(Recorder recorder, int maxBatch) {
        return new Worker(
                Thread::new,
                new StepExecutor(pipeline.transformer(), ActivationLoader.inMemory(BlockModes.LOAD_ALL)),
                new StepRecorder(pipeline.transformer()),
                recorder,
                System::nanoTime,
                maxBatch);
    }

    private EditJob job(int steps) {
        EditRequest request = EditRequest.builder()
                .image(EditImage.ofRgb(16, 16, new byte[16 * 16 * 3]))
                .mask(EditMask.full(16, 16))
                .numInferenceSteps(steps)
                .maxSequenceLength(8)
                .build();
        EditPlan plan = EditPlan.of(request, Optional.empty(), pipeline);
        return new EditJob(
                plan, new EditPromise(), encoder.dense(plan).job(), null, List.of(), Duration.ZERO, Duration.ZERO);
    }

    /** Writes down whose steps are done, in order. */
    private static final class Recorder implements Worker.JobObserver {
        private final List<Integer> steps = new CopyOnWriteArrayList<>();
        private final CountDownLatch done;
        private volatile Runnable onFirstStep = () -> {};
        private volatile Runnable onStepOf9 = () -> {};

        Recorder(int jobs) {
            done = new CountDownLatch(jobs);
        }

        @Override
        public void stepped(EditJob job) {
            if (steps.isEmpty()) {
                onFirstStep.run();
            }
            steps.add(job.denoising().steps());
            if (job.denoising().steps() == 9) {
                onStepOf9.run();
            }
        }

        @Override
        public void denoised(EditJob job) {
            job.close();
            done.countDown();
        }
    }
}
