package io.instgenie.denoise;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.activations.ActivationFormat;
import io.instgenie.activations.Kept;
import io.instgenie.activations.Precision;
import io.instgenie.activations.TemplateActivations;
import io.instgenie.activations.TemplateStorage;
import io.instgenie.cache.Reservation;
import io.instgenie.device.CpuDevice;
import io.instgenie.device.HostMemory;
import io.instgenie.device.PerModel;
import io.instgenie.edit.DeviceOutOfMemoryException;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.Template;
import io.instgenie.encode.EditPlan;
import io.instgenie.encode.TemplateEncoder;
import io.instgenie.model.Pipeline;
import io.instgenie.model.rows.TorchKernels;
import io.instgenie.tensor.Placement;
import io.instgenie.toy.ToyModel;
import java.nio.ByteBuffer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class StepRecorderTest {
    private static final int STEPS = 3;
    /** Of what the model lends, in one step. */
    private static final int SECTIONS = 5;

    private final Room room = new Room();

    @Test
    void recordsWhatIsMissingAndNothingTwice() {
        try (Pipeline pipeline = new ToyModel().load(Placement.CPU, new TorchKernels())) {
            StepRecorder recorder = new StepRecorder(pipeline.denoiser());
            CachedTemplate template = template(pipeline, Reservation.unbounded());
            while (recorder.recordSome(template)) {
                assertThat(room.used).isLessThanOrEqualTo(STEPS * SECTIONS);
            }
            assertThat(template.activations().isComplete()).isTrue();
            assertThat(room.used).isEqualTo(STEPS * SECTIONS);
            assertThat(recorder.recordSome(template)).isFalse();
            template.free();
            assertThat(room.used).isZero();
        }
    }

    @Test
    void withoutRoomItEndsAtOnce() {
        try (Pipeline pipeline = new ToyModel().load(Placement.CPU, new TorchKernels())) {
            CachedTemplate template = template(pipeline, Reservation.none());
            assertThat(new StepRecorder(pipeline.denoiser()).recordSome(template))
                    .isFalse();
            assertThat(room.used).isZero();
            template.free();
        }
    }

    /** A step that memory ends in the middle of is not kept, and those before it are. */
    @Test
    void whereMemoryEndsItKeepsWholeSteps() {
        room.left = STEPS * SECTIONS - 1;
        try (Pipeline pipeline = new ToyModel().load(Placement.CPU, new TorchKernels())) {
            StepRecorder recorder = new StepRecorder(pipeline.denoiser());
            CachedTemplate template = template(pipeline, Reservation.unbounded());
            int turns = 0;
            while (recorder.recordSome(template)) {
                assertThat(++turns).isLessThanOrEqualTo(STEPS);
            }
            assertThat(template.activations().isComplete()).isFalse();
            assertThat(room.used).isEqualTo((STEPS - 1) * SECTIONS);
            template.free();
            assertThat(room.used).isZero();
        }
    }

    private CachedTemplate template(Pipeline pipeline, Reservation reservation) {
        Template template = Template.builder("grey", EditImage.ofRgb(40, 24, new byte[40 * 24 * 3]))
                .numInferenceSteps(STEPS)
                .build();
        EditPlan plan = EditPlan.of(template, pipeline.spec());
        TemplateEncoder encoder = new TemplateEncoder(pipeline, pipeline.prompts());
        ActivationFormat format = new ActivationFormat(
                Kept.KEY_VALUES, Precision.FLOAT32, pipeline.denoiser().blocks(plan.canvas(), 1));
        return CachedTemplate.of(
                new PerModel<>(denoiser -> encoder.encode(template, plan.canvas(), plan.schedule(), 1)),
                new TemplateActivations(STEPS, format, reservation, room, TemplateStorage.none(format)));
    }

    /** The CPU's memory, of which there may be too little. */
    private static final class Room implements HostMemory {
        private final HostMemory memory = new CpuDevice().hostMemory();
        private int left = Integer.MAX_VALUE;
        private int used;

        @Override
        public Tensor copy(Tensor bytes) {
            if (left == 0) {
                throw new DeviceOutOfMemoryException("there is no room, as a test");
            }
            left--;
            used++;
            return memory.copy(bytes);
        }

        @Override
        public void free(Tensor copy) {
            used--;
            memory.free(copy);
        }

        @Override
        public ByteBuffer slot(int bytes) {
            return memory.slot(bytes);
        }
    }
}
