package io.instgenie.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.model.textencoders.ClipTextConfig;
import io.instgenie.model.textencoders.ClipTextModel;
import io.instgenie.model.textencoders.ClipTextModelWithProjection;
import io.instgenie.weights.Weights;
import java.nio.file.Path;
import java.util.function.BiFunction;

/** The text encoders of the UNet cases. */
final class PromptModels {
    private PromptModels() {}

    static ClipTextConfig config(String hiddenAct, boolean useAttentionMask) {
        return new ClipTextConfig(1819, 32, 128, 3, 4, 24, hiddenAct, 1e-5, 1818, 32, useAttentionMask);
    }

    /** SDXL's first and SD 1.5's encoder have quick GELU, SD 2.1's has GELU. */
    static ClipTextModel textEncoder(UNetParityCase parity, boolean useAttentionMask) {
        boolean gelu = parity == UNetParityCase.SD21_BLEND || parity == UNetParityCase.SD21_INPAINT;
        return load(
                parity.path("model/text_encoder"),
                config(gelu ? "gelu" : "quick_gelu", useAttentionMask),
                ClipTextModel::new);
    }

    static ClipTextModelWithProjection textEncoder2(UNetParityCase parity) {
        return load(parity.path("model/text_encoder_2"), config("gelu", false), ClipTextModelWithProjection::new);
    }

    private static <T> T load(Path folder, ClipTextConfig config, BiFunction<ClipTextConfig, Weights, T> constructor) {
        try (Weights weights = Weights.open(folder)) {
            T model = constructor.apply(config, weights);
            assertThat(weights.unused()).isEmpty();
            return model;
        }
    }
}
