package io.instgenie.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.model.autoencoders.AutoencoderKl;
import io.instgenie.model.autoencoders.AutoencoderKlConfig;
import io.instgenie.model.autoencoders.Posterior;
import io.instgenie.tensor.TensorScope;
import io.instgenie.weights.SafetensorsFile;
import io.instgenie.weights.Weights;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** A picture of 144 x 112 pixels in tiles of 64, as {@code src/test/python/vae_tiling.py} computed it. */
class TilingParityTest {
    @Test
    void tilesAndBlendingAreThoseOfDiffusers() {
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile expected = SafetensorsFile.open(Path.of("src/test/resources/tiling.safetensors"));
                AutoencoderKl vae = vae(64)) {
            vae.tileWhere(pixels -> true);
            Tensor moments = expected.get("moments"); // [1, 32, 18, 14]

            Posterior posterior = vae.encode(expected.get("picture"));
            Tensor decoded = vae.decode(vae.scale(expected.get("latents"))); // [1, 3, 144, 112]

            ParityCase.assertClose("mean", posterior.mean(), moments.narrow(1, 0, 16));
            ParityCase.assertClose(
                    "deviation",
                    posterior.deviation(),
                    moments.narrow(1, 16, 16).mul(new Scalar(0.5)).exp());
            ParityCase.assertClose("decoded", decoded, expected.get("decoded"));
        }
    }

    @Test
    void whatFitsATileOrIsNotTooLargeIsComputedWhole() {
        try (AutoencoderKl vae = vae(64)) {
            vae.tileWhere(pixels -> pixels > 8000);

            assertThat(vae.tiles(64, 64)).isFalse();
            assertThat(vae.tiles(80, 80)).isFalse();
            assertThat(vae.tiles(80, 112)).isTrue();
        }
    }

    @Test
    void sizesThatMakeNoWholeLatentsMakeNoTiles() {
        try (AutoencoderKl vae = vae(72)) {
            vae.tileWhere(pixels -> true);

            assertThat(vae.tiles(144, 144)).isFalse();
        }
    }

    private static AutoencoderKl vae(int sampleSize) {
        AutoencoderKlConfig config = new AutoencoderKlConfig(
                3, 3, List.of(8, 16, 16, 24), 1, 16, 4, 0.3611, 0.1159, false, false, true, sampleSize);
        try (TensorScope scope = TensorScope.open();
                Weights weights = Weights.open(ParityCase.FLUX_FILL.path("model/vae"))) {
            return new AutoencoderKl(config, weights);
        }
    }
}
