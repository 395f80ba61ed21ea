package io.instgenie.model.flux;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.mask.Canvas;
import io.instgenie.model.rows.TorchKernels;
import io.instgenie.parity.ParityCase;
import io.instgenie.pretrained.PretrainedPipeline;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.Weights;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FluxConditioningTest {
    private static final float[] TIMESTEPS = {900, 400};
    private static final int TEXT = 6;
    private static final Canvas CANVAS = new Canvas(4, 3, 1);

    private static FluxTransformer transformer;

    @BeforeAll
    static void load() {
        Path model = ParityCase.FLUX_FILL.path("model");
        try (TensorScope scope = TensorScope.open();
                Weights weights = Weights.open(model.resolve("transformer"), Placement.CPU)) {
            transformer =
                    new FluxTransformer(PretrainedPipeline.read(model).transformer(), weights, new TorchKernels());
        }
    }

    @AfterAll
    static void close() {
        transformer.close();
    }

    @Test
    void someTokensHaveTheirOwnPositionsAndAttendToTheOthers() {
        try (FluxConditioning some = condition(1, 2, 11);
                FluxConditioning all = condition();
                TensorScope scope = TensorScope.open()) {
            assertThat(some.tokens()).isEqualTo(3);
            assertThat(some.textTokens()).isEqualTo(TEXT);
            assertThat(Tensors.toLongs(Objects.requireNonNull(some.others())))
                    .containsExactly(0, 3, 4, 5, 6, 7, 8, 9, 10);
            assertThat(some.work(0).rows()).isEqualTo(TEXT + 3);
            assertThat(some.work(0).keys()).isEqualTo(TEXT + 12);
            assertThat(all.tokens()).isEqualTo(12);
            assertThat(all.others()).isNull();
        }
    }

    /** What a block is told depends on the step, and not on the tokens. */
    @Test
    void vectorsAreThoseOfTheStep() {
        try (FluxConditioning some = condition(5);
                FluxConditioning all = condition();
                TensorScope scope = TensorScope.open()) {
            for (int block = 0; block < transformer.blockCount(); block++) {
                float[] second = Tensors.toFloats(some.block(block, 1));
                assertThat(second).containsExactly(Tensors.toFloats(all.block(block, 1)));
                assertThat(second).isNotEqualTo(Tensors.toFloats(some.block(block, 0)));
            }
            assertThat(Tensors.toFloats(some.out(1))).isNotEqualTo(Tensors.toFloats(some.out(0)));
        }
    }

    /** Of these tokens; of all if there are none. */
    private static FluxConditioning condition(long... tokens) {
        return (FluxConditioning) transformer.condition(
                TIMESTEPS, 3.5, transformer.blankPrompt(TEXT), CANVAS, tokens.length == 0 ? null : tokens);
    }
}
