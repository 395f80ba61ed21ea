package io.instgenie.denoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.cost.BlockWork;
import io.instgenie.model.Lane;
import io.instgenie.model.NoiseSource;
import io.instgenie.model.samplers.NoiseLevel;
import io.instgenie.model.samplers.Schedule;
import io.instgenie.model.samplers.Step;
import io.instgenie.model.samplers.Stepping;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DenoisingJobTest {
    private static final Schedule SCHEDULE = new Schedule(
            List.of(new Step(9, new NoiseLevel(1, 4), 0.5f), new Step(5, new NoiseLevel(1, 2), 1)),
            4,
            noise -> new Adding());

    private final StubConditioning negative = new StubConditioning(2);
    private final StubConditioning positive = new StubConditioning(2);
    private TensorScope scope = TensorScope.open();

    @BeforeEach
    void open() {
        scope.close();
        scope = TensorScope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void stepsByTheGuidedOutput() {
        try (DenoisingJob job = job(null, null, false)) {
            job.advance(outputs(1, 2)); // guided: 1 + 3 (2 - 1)
            assertThat(Tensors.toFloats(job.latents())).containsExactly(4, 5);
            assertThat(job.step()).isEqualTo(1);
            assertThat(job.isDone()).isFalse();
            job.advance(outputs(0, 0));
            assertThat(job.isDone()).isTrue();
        }
    }

    @Test
    void lanesSeeScaledLatentsAndExtraChannels() {
        try (DenoisingJob job = job(tokens(7, 8), null, false)) {
            List<Lane> lanes = job.enter();
            assertThat(lanes).extracting(Lane::conditioning).containsExactly(negative, positive);
            assertThat(lanes).extracting(Lane::step).containsExactly(0, 0);
            assertThat(Tensors.toFloats(lanes.get(1).input().get())).containsExactly(0, 7, 0.5f, 8);
            job.advance(outputs(0, 0));
            assertThat(Tensors.toFloats(job.enter().get(0).input().get())).containsExactly(0, 7, 1, 8);
        }
    }

    @Test
    void itsWorkIsThatOfBothLanes() {
        try (DenoisingJob job = job(null, null, false)) {
            assertThat(job.work(0)).isEqualTo(BlockWork.of(2, 2).times(2));
            assertThat(job.lanes()).isEqualTo(2);
            assertThat(job.tokens()).isEqualTo(2);
        }
    }

    /** After a step, a latent outside the mask is at the noise level of the next. */
    @Test
    void blendsAtTheLevelItArrivesAt() {
        Blend blend = new Blend(tokens(1, 0), tokens(20, 20), tokens(3, 3));
        try (DenoisingJob job = job(null, blend, false)) {
            job.advance(outputs(1, 1));
            assertThat(Tensors.toFloats(job.latents())).containsExactly(1, 20 + 2 * 3);
            job.advance(outputs(0, 0));
            assertThat(Tensors.toFloats(job.latents())).containsExactly(1, 20);
        }
    }

    @Test
    void aStepThatTearsEndsTheJob() {
        Blend tooLong = new Blend(tokens(1, 0, 0), tokens(1, 2, 3), tokens(1, 2, 3));
        try (DenoisingJob job = job(null, tooLong, false)) {
            assertThatThrownBy(() -> job.advance(outputs(1, 1))).isInstanceOf(RuntimeException.class);
            assertThatThrownBy(job::enter)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("step 0 failed");
        }
    }

    @Test
    void aStepThatFailsBeforeItMovesCanBeTakenAgain() {
        try (DenoisingJob job = job(null, null, false)) {
            assertThatThrownBy(() -> job.advance(Tensors.ofFloats(new float[10], 10, 1)))
                    .isInstanceOf(RuntimeException.class);
            assertThat(job.enter()).hasSize(2);
            job.advance(outputs(1, 1));
            assertThat(Tensors.toFloats(job.latents())).containsExactly(1, 2);
        }
    }

    @Test
    void predictsWhereItIsAsked() {
        try (DenoisingJob job = job(null, null, true)) {
            assertThatThrownBy(job::predicted).isInstanceOf(IllegalStateException.class);
            job.advance(outputs(1, 1));
            assertThat(Tensors.toFloats(job.predicted())).containsExactly(-1, 0);
        }
        try (DenoisingJob job = job(null, null, false)) {
            job.advance(outputs(1, 1));
            assertThatThrownBy(job::predicted).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void closesWhatItOwnsOnce() {
        DenoisingJob job = job(null, null, false);
        job.close();
        job.close();
        assertThat(negative.timesClosed()).isEqualTo(1);
        assertThat(positive.timesClosed()).isEqualTo(1);
    }

    /** Two tokens of one channel, 0 and 1, guided at scale 3. */
    private DenoisingJob job(@Nullable Tensor extra, @Nullable Blend blend, boolean previews) {
        DenoisingJob.Inputs inputs = new DenoisingJob.Inputs(
                new Guidance(List.of(negative, positive), 3, 0), SCHEDULE, tokens(0, 1), extra, blend, null, previews);
        return new DenoisingJob(inputs, new Adding(), new NoiseSource(0));
    }

    /** Of two tokens, the negative lane's and the positive lane's. */
    private static Tensor outputs(float ofNegative, float ofPositive) {
        return Tensors.ofFloats(new float[] {ofNegative, ofNegative, ofPositive, ofPositive}, 4, 1);
    }

    private static Tensor tokens(float... values) {
        return Tensors.hold(Tensors.ofFloats(values, values.length, 1));
    }

    /** Adds the output. */
    private static final class Adding implements Stepping {
        @Override
        public Tensor step(Tensor x, Tensor output) {
            return x.add(output);
        }

        @Override
        public Tensor predicted(Tensor x, Tensor output) {
            return x.sub(output, new Scalar(1));
        }

        @Override
        public void close() {}
    }
}
