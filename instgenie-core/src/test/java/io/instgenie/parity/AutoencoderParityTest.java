package io.instgenie.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.model.autoencoders.AutoencoderKl;
import io.instgenie.model.autoencoders.AutoencoderKlConfig;
import io.instgenie.tensor.TensorScope;
import io.instgenie.weights.SafetensorsFile;
import io.instgenie.weights.Weights;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AutoencoderParityTest {
    @ParameterizedTest
    @EnumSource
    void decodesTheFinalLatentsOfACachedEdit(ParityCase parity) {
        AutoencoderKlConfig config =
                new AutoencoderKlConfig(3, 3, List.of(8, 16, 16, 24), 1, 16, 4, 0.3611, 0.1159, false, false, true, 64);
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile cached = parity.cached();
                Weights weights = Weights.open(parity.path("model/vae"));
                AutoencoderKl vae = new AutoencoderKl(config, weights)) {
            assertThat(weights.unused()).isEmpty();
            Tensor decoded = vae.decode(cached.get("final_latents")); // [1, 3, height, width]
            ParityCase.assertClose("decoded", decoded, cached.get("decoded"));
        }
    }
}
