package io.instgenie.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.model.NoiseSource;
import io.instgenie.model.Pipeline;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class JobNoiseTest {
    private static final long[] SHAPE = {1, 4, 3, 4};
    private static final int CHANNELS = 4;

    /** First the pipeline's three draws, then those of a random sampler; each for the whole picture. */
    @Test
    void drawsThePictureAndGathersTheRows() {
        try (Pipeline pipeline = ToyEdits.pipeline();
                TensorScope scope = TensorScope.open();
                NoiseSource expected = new NoiseSource(11)) {
            JobNoise noise = JobNoise.draw(pipeline, ToyEdits.plan(pipeline, 1), ToyEdits.MASKED);
            try (NoiseSource source = noise.source()) {
                assertThat(noise.shape()).containsExactly(SHAPE);
                expected.draw(SHAPE);
                assertThat(Tensors.toFloats(noise.draws().noise())).containsExactly(values(expected));
                expected.draw(SHAPE);
                for (int draw = 0; draw < 2; draw++) {
                    assertRows(Tensors.toFloats(noise.next()), values(expected), ToyEdits.MASKED);
                }
            }
        }
    }

    @Test
    void withoutAMaskAllRowsAreTaken() {
        try (Pipeline pipeline = ToyEdits.pipeline();
                TensorScope scope = TensorScope.open()) {
            JobNoise noise = JobNoise.draw(pipeline, ToyEdits.plan(pipeline, 1), null);
            try (NoiseSource source = noise.source()) {
                Tensor all = Tensors.ofFloats(new float[24], 12, 2);
                assertThat(noise.rows(all)).isSameAs(all);
                assertThat(Tensors.shape(noise.next())).containsExactly(12, CHANNELS);
            }
        }
    }

    private static float[] values(NoiseSource source) {
        return Tensors.toFloats(source.draw(SHAPE));
    }

    /** @param picture {@code [channels, tokens]} */
    private static void assertRows(float[] rows, float[] picture, long[] tokens) {
        assertThat(rows).hasSize(tokens.length * CHANNELS);
        int all = picture.length / CHANNELS;
        for (int i = 0; i < rows.length; i++) {
            assertThat(rows[i]).isEqualTo(picture[i % CHANNELS * all + (int) tokens[i / CHANNELS]]);
        }
    }
}
