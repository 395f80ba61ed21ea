package io.instgenie.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.model.NoiseSource;
import io.instgenie.parity.ParityCase;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.SafetensorsFile;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NoiseSourceTest {
    @ParameterizedTest
    @EnumSource
    void drawsAreBitForBitDiffusers(ParityCase parity) {
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile expected = parity.expected();
                SafetensorsFile cached = parity.cached()) {
            NoiseSource noise = new NoiseSource(parity.seed);
            for (int draw = 0; draw < 3; draw++) {
                assertEqual(noise, expected.get("draw." + draw));
            }
            assertEqual(new NoiseSource(0), cached.get("template.eps"));
        }
    }

    private static void assertEqual(NoiseSource noise, Tensor expected) {
        float[] drawn = Tensors.toFloats(noise.draw(Tensors.shape(expected)));
        assertThat(drawn).containsExactly(Tensors.toFloats(expected));
    }
}
