package io.instgenie.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.EditMask;
import io.instgenie.model.Patches;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatentMaskTest {
    /**
     * The mask a pipeline blended with shows in its latents: where it is 0, the last step leaves z and the step before it
     * (1 - σ) z + σ ε, with the noise ε it drew second; elsewhere neither holds.
     */
    @ParameterizedTest
    @CsvSource({"flux-inpaint, 3, 4", "flux-schnell, 2, 3"})
    void nearestMaskIsTheOneDenseEditsBlendWith(String name, int lastButOne, int last) {
        ParityCase parity = new ParityCase(name);

        float[] blended = blendMask(
                parity.floats("expected.safetensors", "latents." + lastButOne),
                parity.floats("expected.safetensors", "latents." + last),
                parity.packed("expected.safetensors", "draw.1"),
                sigma(parity));

        assertThat(packed(LatentMask.nearest(parity.mask(), 8))).isEqualTo(blended);
    }

    @ParameterizedTest
    @CsvSource({"flux-inpaint, 3, 4", "flux-schnell, 2, 3"})
    void pooledMaskIsTheOneCachedEditsBlendWith(String name, int lastButOne, int last) {
        ParityCase parity = new ParityCase(name);
        long[] tokens = TokenMask.of(parity.mask(), 16).masked();

        float[] blended = blendMask(
                parity.floats("cached.safetensors", "latents." + lastButOne),
                parity.floats("cached.safetensors", "latents." + last),
                rows(parity.packed("expected.safetensors", "draw.1"), tokens),
                sigma(parity));

        float[] pooled = packed(LatentMask.pooled(parity.mask(), 8));
        assertThat(rows(pooled, tokens)).isEqualTo(blended);
        assertThat(sum(pooled)).as("nothing outside the masked tokens").isEqualTo(sum(blended));
    }

    @Test
    void nearestLooksAtOnePixelPooledAtAll() {
        byte[] values = new byte[16 * 16];
        values[0] = (byte) 255; // the pixel that nearest takes of position (0, 0)
        values[15 * 16 + 15] = (byte) 255; // one it does not look at, of position (1, 1)
        EditMask mask = EditMask.of(16, 16, values);

        assertThat(LatentMask.nearest(mask, 8).toArray()).containsExactly(1, 0, 0, 0);
        assertThat(LatentMask.pooled(mask, 8).toArray()).containsExactly(1, 0, 0, 1);
    }

    @Test
    void needsWholeCells() {
        assertThatThrownBy(() -> LatentMask.nearest(EditMask.full(12, 16), 8))
                .isInstanceOf(IllegalArgumentException.class);
        LatentMask oneColumn = LatentMask.pooled(EditMask.full(8, 16), 8);
        assertThat(oneColumn.width()).isEqualTo(1);
        assertThat(oneColumn.height()).isEqualTo(2);
    }

    /** For 16 channels, in tokens of 2 x 2 latents, {@code [tokens, 64]}. */
    private static float[] packed(LatentMask mask) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor latents = Tensors.ofFloats(mask.toArray(), 1, 1, mask.height(), mask.width())
                    .expand(1, 16, mask.height(), mask.width()); // [1, 16, h, w]
            return Tensors.toFloats(new Patches(16, 8, 2).pack(latents));
        }
    }

    private static float sigma(ParityCase parity) {
        float[] sigmas = parity.floats("expected.safetensors", "sigmas");
        return sigmas[sigmas.length - 2];
    }

    private static float[] blendMask(float[] lastButOne, float[] last, float[] noise, float sigma) {
        float[] mask = new float[last.length];
        for (int i = 0; i < mask.length; i++) {
            float kept = (1 - sigma) * last[i] + sigma * noise[i];
            mask[i] = Math.abs(lastButOne[i] - kept) > 1e-5 ? 1 : 0;
        }
        return mask;
    }

    private static float[] rows(float[] packed, long[] tokens) {
        float[] rows = new float[tokens.length * 64];
        for (int i = 0; i < tokens.length; i++) {
            System.arraycopy(packed, (int) tokens[i] * 64, rows, i * 64, 64);
        }
        return rows;
    }

    private static int sum(float[] mask) {
        int sum = 0;
        for (float value : mask) {
            sum += (int) value;
        }
        return sum;
    }
}
