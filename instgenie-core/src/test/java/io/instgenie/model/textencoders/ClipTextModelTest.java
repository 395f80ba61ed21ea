package io.instgenie.model.textencoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.parity.UNetParityCase;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.SafetensorsWriter;
import io.instgenie.weights.Weights;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ClipTextModelTest {
    private static final long[] IDS = {1817, 320, 1477, 1818, 7, 1818};
    private static final Path PUBLISHED = UNetParityCase.SD15_INPAINT.path("model/text_encoder");

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

    /** The first end token; the first id where there is none; the first largest id where the config says 2, as early ones do. */
    @ParameterizedTest
    @CsvSource({"1818, 3", "7, 4", "9, 0", "2, 3"})
    void pooledIsTheStateOfTheEndToken(long eosTokenId, int row) {
        try (ClipTextModel clip = load(PUBLISHED, config(3, eosTokenId, "quick_gelu"))) {
            ClipTextModel.Output output = clip.encode(IDS);
            assertThat(Tensors.toFloats(output.pooled()))
                    .isEqualTo(Tensors.toFloats(output.lastHiddenState().select(0, row)));
        }
    }

    @Test
    void statesBeforeTheLastLayerAreThoseOfAModelWithoutIt() {
        Map<String, Tensor> tensors = published();
        tensors.keySet().removeIf(name -> name.contains("layers.2."));
        try (ClipTextModel whole = load(PUBLISHED, config(3, 1818, "quick_gelu"));
                ClipTextModel shorter = load(SafetensorsWriter.write(folder, tensors), config(2, 1818, "quick_gelu"))) {
            ClipTextModel.Output output = whole.encode(IDS);
            assertThat(output.hiddenStates()).hasSize(4);
            assertThat(Tensors.toFloats(whole.finalLayerNorm(output.beforeLast(1))))
                    .isEqualTo(Tensors.toFloats(shorter.encode(IDS).lastHiddenState()));
            assertThat(Tensors.toFloats(whole.finalLayerNorm(output.beforeLast(0))))
                    .isEqualTo(Tensors.toFloats(output.lastHiddenState()));
        }
    }

    @Test
    void namesMayLackTheirPrefixAndOldFilesHoldPositions() {
        Map<String, Tensor> tensors = new HashMap<>();
        published().forEach((name, tensor) -> tensors.put(name.replaceFirst("^text_model\\.", ""), tensor));
        tensors.put("embeddings.position_ids", Tensors.ofLongs(new long[24], 1, 24));
        assertSameStates(PUBLISHED, SafetensorsWriter.write(folder, tensors));
    }

    @ParameterizedTest
    @EnumSource(names = {"Half", "BFloat16"})
    void halvesAreComputedWithInFloat32(ScalarType type, @TempDir Path widened) {
        Map<String, Tensor> halves = published();
        halves.replaceAll((name, tensor) -> tensor.to(type));
        Map<String, Tensor> floats = new HashMap<>(halves);
        floats.replaceAll((name, tensor) -> tensor.to(ScalarType.Float));
        assertSameStates(SafetensorsWriter.write(widened, floats), SafetensorsWriter.write(folder, halves));
    }

    @Test
    void hiddenPaddingChangesNoStateInFrontOfIt() {
        try (ClipTextModel clip = load(PUBLISHED, config(3, 1818, "quick_gelu"))) {
            Tensor all = clip.encode(IDS).lastHiddenState(); // [6, width]
            Tensor masked = clip.encode(IDS, 4).lastHiddenState(); // [6, width]
            assertThat(difference(all.narrow(0, 0, 4), masked.narrow(0, 0, 4))).isLessThan(1e-5);
            assertThat(difference(all.narrow(0, 4, 2), masked.narrow(0, 4, 2))).isGreaterThan(1e-2);
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> load(PUBLISHED, config(3, 1818, "gelu_pytorch_tanh")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll("hidden_act gelu_pytorch_tanh", "quick_gelu and gelu are");
        assertThatThrownBy(() -> load(PUBLISHED, config(4, 1818, "gelu")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("text_model.encoder.layers.3.");
        try (ClipTextModel clip = load(PUBLISHED, config(3, 1818, "quick_gelu"))) {
            assertThatThrownBy(() -> clip.encode(new long[25]))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("1 to 24 tokens, but got 25");
            assertThatThrownBy(() -> clip.encode(new long[] {1819}))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("1819");
            assertThatThrownBy(() -> clip.encode(IDS, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("visible is 0");
        }
    }

    private static void assertSameStates(Path one, Path other) {
        ClipTextConfig config = config(3, 1818, "quick_gelu");
        try (ClipTextModel first = load(one, config);
                ClipTextModel second = load(other, config)) {
            assertThat(Tensors.toFloats(second.encode(IDS).lastHiddenState()))
                    .isEqualTo(Tensors.toFloats(first.encode(IDS).lastHiddenState()));
        }
    }

    private static ClipTextModel load(Path folder, ClipTextConfig config) {
        try (Weights weights = Weights.open(folder)) {
            ClipTextModel clip = new ClipTextModel(config, weights);
            assertThat(weights.unused()).isEmpty();
            return clip;
        }
    }

    private static Map<String, Tensor> published() {
        return SafetensorsWriter.read(PUBLISHED.resolve("model.safetensors"));
    }

    private static ClipTextConfig config(int layers, long eosTokenId, String hiddenAct) {
        return new ClipTextConfig(1819, 32, 128, layers, 4, 24, hiddenAct, 1e-5, eosTokenId, 32, false);
    }

    private static double difference(Tensor a, Tensor b) {
        return a.sub(b).abs().max().item_double();
    }
}
