package io.instgenie.denoise;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.model.Lane;
import io.instgenie.model.samplers.NoiseLevel;
import io.instgenie.model.samplers.Schedule;
import io.instgenie.model.samplers.Step;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TemplateTrajectoryTest {
    private static final Schedule SCHEDULE = new Schedule(
            List.of(new Step(9, new NoiseLevel(0.25f, 0.75f), 1), new Step(5, new NoiseLevel(1, 2), 0.5f)),
            1,
            noise -> {
                throw new IllegalStateException("a template never steps");
            });

    @Test
    void standsAtEachStepsNoiseLevel() {
        try (TensorScope scope = TensorScope.open();
                TemplateTrajectory trajectory = trajectory(null)) {
            assertThat(trajectory.tokens()).isEqualTo(2);
            assertThat(input(trajectory.lane(1))).containsExactly(0.5f * (8 + 2 * 4), 0.5f * (16 + 2 * -4));
            assertThat(input(trajectory.lane(0))).containsExactly(2 + 3, 4 - 3);
            assertThat(trajectory.lane(1).step()).isEqualTo(1);
        }
    }

    @Test
    void theDenoiserSeesExtraChannelsUnscaled() {
        try (TensorScope scope = TensorScope.open();
                TemplateTrajectory trajectory = trajectory(tokens(30, 40))) {
            assertThat(input(trajectory.lane(1))).containsExactly(8, 30, 4, 40);
        }
    }

    private static TemplateTrajectory trajectory(@Nullable Tensor extra) {
        return new TemplateTrajectory(new StubConditioning(2), tokens(8, 16), tokens(4, -4), extra, SCHEDULE);
    }

    private static float[] input(Lane lane) {
        return Tensors.toFloats(lane.input().get());
    }

    /** {@code [2, 1]}. */
    private static Tensor tokens(float first, float second) {
        return Tensors.hold(Tensors.ofFloats(new float[] {first, second}, 2, 1));
    }
}
