package io.instgenie.denoise;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.model.samplers.NoiseLevel;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class BlendTest {
    @Test
    void outsideTheMaskThePictureIsAtItsNoiseLevel() {
        try (TensorScope scope = TensorScope.open()) {
            Blend blend = new Blend(row(0, 1, 0.5f), row(4, 4, 4), row(2, 2, 2));
            Tensor blended = blend.apply(row(10, 10, 10), new NoiseLevel(0.5f, 3)); // [1, 3]
            assertThat(Tensors.toFloats(blended)).containsExactly(8, 10, 9);
        }
    }

    @Test
    void whatIsBlendedStaysAsItWas() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor edited = row(10);
            Tensor latents = row(4);
            new Blend(row(0.5f), latents, row(2)).apply(edited, NoiseLevel.CLEAN);
            assertThat(Tensors.toFloats(edited)).containsExactly(10);
            assertThat(Tensors.toFloats(latents)).containsExactly(4);
        }
    }

    private static Tensor row(float... values) {
        return Tensors.ofFloats(values, 1, values.length);
    }
}
