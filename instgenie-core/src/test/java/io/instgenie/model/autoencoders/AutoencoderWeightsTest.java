package io.instgenie.model.autoencoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.ModelFormatException;
import io.instgenie.parity.UNetParityCase;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.SafetensorsWriter;
import io.instgenie.weights.Weights;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guises in which weights of one autoencoder are published. */
class AutoencoderWeightsTest {
    private static final Path OLD_NAMES = UNetParityCase.SD15_INPAINT.path("model/vae");
    private static final Map<String, String> NEW_NAMES =
            Map.of("query", "to_q", "key", "to_k", "value", "to_v", "proj_attn", "to_out.0");

    @TempDir
    private Path folder;

    private TensorScope scope;

    @BeforeEach
    void openScope() {
        scope = TensorScope.open();
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    @Test
    void attentionHasOldAndNewNames() {
        Map<String, Tensor> tensors = new HashMap<>();
        published().forEach((name, tensor) -> tensors.put(renamed(name), tensor));
        assertThat(tensors).containsKey("decoder.mid_block.attentions.0.to_out.0.weight");
        assertSamePictures(tensors);
    }

    /** The first converted checkpoints. */
    @Test
    void attentionMayBeConvolutions() {
        Map<String, Tensor> tensors = published();
        tensors.replaceAll((name, tensor) -> name.matches(".*attentions.*(query|key|value|proj_attn)\\.weight")
                ? tensor.unsqueeze(-1).unsqueeze(-1)
                : tensor);
        assertSamePictures(tensors);
    }

    @Test
    void halvesAreComputedWithInFloat32(@TempDir Path widened) {
        Map<String, Tensor> tensors = published();
        tensors.replaceAll((name, tensor) -> tensor.to(ScalarType.Half));
        Path halves = SafetensorsWriter.write(folder, tensors);
        tensors.replaceAll((name, tensor) -> tensor.to(ScalarType.Float));
        assertThat(decoded(halves)).isEqualTo(decoded(SafetensorsWriter.write(widened, tensors)));
    }

    @Test
    void namesWhatIsMissingOrNotANumber() {
        Map<String, Tensor> tensors = published();
        Tensor bias = tensors.remove("quant_conv.bias");
        assertRefused(tensors, "quant_conv.bias");
        tensors.put("quant_conv.bias", bias.mul(Tensors.ofFloats(new float[] {Float.NaN}, 1)));
        assertRefused(tensors, "quant_conv.bias has values that are NaN");
        tensors.put("quant_conv.bias", bias.narrow(0, 0, 7));
        assertRefused(tensors, "quant_conv.bias has the shape [7], the config asks for [8]");
    }

    private void assertRefused(Map<String, Tensor> tensors, String message) {
        Path broken = SafetensorsWriter.write(folder, tensors);
        assertThatThrownBy(() -> load(broken))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(broken.toString(), message);
    }

    private void assertSamePictures(Map<String, Tensor> tensors) {
        assertThat(decoded(SafetensorsWriter.write(folder, tensors))).isEqualTo(decoded(OLD_NAMES));
    }

    private static float[] decoded(Path folder) {
        float[] latents = new float[4 * 3 * 5];
        for (int i = 0; i < latents.length; i++) {
            latents[i] = (i * 7 % 11 - 5) / 5f;
        }
        try (AutoencoderKl vae = load(folder)) {
            return Tensors.toFloats(vae.decode(Tensors.ofFloats(latents, 1, 4, 3, 5))); // [1, 3, 24, 40]
        }
    }

    private static AutoencoderKl load(Path folder) {
        try (Weights weights = Weights.open(folder)) {
            AutoencoderKl vae = new AutoencoderKl(
                    new AutoencoderKlConfig(3, 3, List.of(8, 16, 16, 24), 1, 4, 4, 0.18215, 0, true, true, true, 64),
                    weights);
            assertThat(weights.unused()).isEmpty();
            return vae;
        }
    }

    private static Map<String, Tensor> published() {
        return SafetensorsWriter.read(OLD_NAMES.resolve("diffusion_pytorch_model.safetensors"));
    }

    private static String renamed(String name) {
        String renamed = name;
        for (Map.Entry<String, String> names : NEW_NAMES.entrySet()) {
            renamed = renamed.replaceAll("(attentions\\.0\\.)" + names.getKey() + "\\.", "$1" + names.getValue() + ".");
        }
        return renamed;
    }
}
