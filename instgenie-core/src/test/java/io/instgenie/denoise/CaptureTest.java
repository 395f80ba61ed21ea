package io.instgenie.denoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.activations.Kept;
import io.instgenie.activations.StepActivations;
import io.instgenie.activations.StepRecording;
import io.instgenie.activations.TemplateActivations;
import io.instgenie.cost.Section;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class CaptureTest {
    @Test
    void lendsWhatTheBlockLendsAndNothingElse() {
        try (TensorScope scope = TensorScope.open()) {
            Capture capture = Capture.lending(0, Optional.of(Section.HIDDEN_STATES));
            assertThat(capture.wants(0, Section.HIDDEN_STATES)).isTrue();
            assertThat(capture.wants(0, Section.KEY_VALUES)).isFalse();
            assertThatThrownBy(() -> capture.part(Section.HIDDEN_STATES, 0)).isInstanceOf(IllegalStateException.class);
            Tensor rows = rows(1, 2);
            capture.keep(0, Section.HIDDEN_STATES, rows);
            assertThat(capture.part(Section.HIDDEN_STATES, 0).rows()).isSameAs(rows);
            assertThatThrownBy(() -> capture.part(Section.KEY_VALUES, 0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("KEY_VALUES of block 0");
        }
    }

    @Test
    void ofABlockThatLendsNothingNothingIsWanted() {
        Capture capture = Capture.lending(4, Optional.empty());
        for (Section section : Section.values()) {
            assertThat(capture.wants(0, section)).isFalse();
        }
    }

    @Test
    void recordsWhatItLends() {
        try (TensorScope scope = TensorScope.open();
                TemplateActivations activations = OneBlock.activations(Kept.BOTH);
                StepRecording recording = activations.record(0)) {
            Capture capture = Capture.lendingAndRecording(0, Optional.of(Section.KEY_VALUES), recording);
            assertThat(capture.wants(0, Section.HIDDEN_STATES)).isTrue();
            capture.keep(0, Section.HIDDEN_STATES, rows(1, 2));
            capture.keep(0, Section.KEY_VALUES, rows(3, 4), rows(5, 6));
            recording.finish();
            assertThat(kept(activations, 0, Section.HIDDEN_STATES)).containsExactly(1, 2);
            assertThat(kept(activations, 0, Section.KEY_VALUES)).containsExactly(3, 4, 5, 6);
            assertThat(Tensors.toFloats(capture.part(Section.KEY_VALUES, 1).rows()))
                    .containsExactly(5, 6);
        }
    }

    @Test
    void recordsEachLaneForItself() {
        try (TensorScope scope = TensorScope.open();
                TemplateActivations activations = OneBlock.activations(Kept.KEY_VALUES);
                StepRecording first = activations.record(0);
                StepRecording second = activations.record(1)) {
            Capture capture = Capture.recording(0, List.of(first, second));
            assertThat(capture.wants(1, Section.HIDDEN_STATES)).isFalse();
            capture.keep(0, Section.KEY_VALUES, rows(1, 2), rows(3, 4));
            capture.keep(1, Section.KEY_VALUES, rows(5, 6), rows(7, 8));
            first.finish();
            second.finish();
            assertThat(kept(activations, 0, Section.KEY_VALUES)).containsExactly(1, 2, 3, 4);
            assertThat(kept(activations, 1, Section.KEY_VALUES)).containsExactly(5, 6, 7, 8);
        }
    }

    private static float[] kept(TemplateActivations activations, int step, Section section) {
        StepActivations kept = Objects.requireNonNull(activations.step(step));
        return Tensors.toFloats(kept.bytes(0, section).view(ScalarType.Float));
    }

    /** {@code [2, 1, 1]}. */
    private static Tensor rows(float first, float second) {
        return Tensors.ofFloats(new float[] {first, second}, 2, 1, 1);
    }
}
