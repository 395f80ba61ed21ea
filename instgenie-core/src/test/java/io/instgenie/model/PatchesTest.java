package io.instgenie.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchesTest {
    private static final int HEIGHT = 2;
    private static final int WIDTH = 3;

    @ParameterizedTest
    @CsvSource({"16, 8, 2", "4, 8, 1", "3, 4, 3"})
    void aTokenIsASquareOfLatents(int channels, int vaeFactor, int side) {
        Patches patches = new Patches(channels, vaeFactor, side);
        assertThat(patches.tokenSize()).isEqualTo(vaeFactor * side);
        assertThat(patches.tokenChannels()).isEqualTo(channels * side * side);
        int latentsWide = WIDTH * side;
        int latentsHigh = HEIGHT * side;
        try (TensorScope scope = TensorScope.open()) {
            float[] latents = new float[channels * latentsHigh * latentsWide];
            float[] tokens = new float[latents.length];
            for (int c = 0; c < channels; c++) {
                for (int y = 0; y < latentsHigh; y++) {
                    for (int x = 0; x < latentsWide; x++) {
                        int at = (c * latentsHigh + y) * latentsWide + x;
                        int token = y / side * WIDTH + x / side;
                        latents[at] = at;
                        tokens[((token * channels + c) * side + y % side) * side + x % side] = at;
                    }
                }
            }
            Tensor packed = patches.pack(Tensors.ofFloats(latents, 1, channels, latentsHigh, latentsWide));
            assertThat(Tensors.shape(packed)).containsExactly(WIDTH * HEIGHT, patches.tokenChannels());
            assertThat(Tensors.toFloats(packed)).containsExactly(tokens);
            Tensor unpacked = patches.unpack(packed, HEIGHT, WIDTH);
            assertThat(Tensors.shape(unpacked)).containsExactly(1, channels, latentsHigh, latentsWide);
            assertThat(Tensors.toFloats(unpacked)).containsExactly(latents);
        }
    }
}
