package io.instgenie.pretrained;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.textencoders.ClipTextConfig;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TextEncoderFitTest {
    private static final TextEncoderFit FIT = new TextEncoderFit(Path.of("unet", "config.json"));
    private static final ClipTextConfig CLIP_L = clip(768, 768);
    private static final ClipTextConfig CLIP_G = clip(1280, 1280);

    @Test
    void publishedModelsFit() {
        assertThatCode(() -> {
                    FIT.requireStates(768, CLIP_L);
                    FIT.requireStates(1024, clip(1024, 512));
                    FIT.requireStates(2048, CLIP_L, CLIP_G);
                    FIT.requirePooled(2816, 256, CLIP_G);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void namesWidthsThatDoNotFit() {
        assertRefused(() -> FIT.requireStates(1024, CLIP_L), "field cross_attention_dim is 1024", "hidden_size is 768");
        assertRefused(() -> FIT.requireStates(768, CLIP_L, CLIP_G), "cross_attention_dim is 768", "add up to 2048");
        assertRefused(
                () -> FIT.requirePooled(2816, 256, CLIP_L),
                "field projection_class_embeddings_input_dim is 2816",
                "addition_time_embed_dim 256",
                "projection_dim 768 are 2304");
    }

    @Test
    void namesTheRefiner() {
        assertRefused(
                () -> FIT.requirePooled(2560, 256, CLIP_G),
                "field projection_class_embeddings_input_dim is 2560",
                "aesthetics score",
                "refiner is not supported");
    }

    private static void assertRefused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(Path.of("unet", "config.json") + ": ")
                .hasMessageContainingAll(parts);
    }

    private static ClipTextConfig clip(int hiddenSize, int projectionDim) {
        return new ClipTextConfig(49408, hiddenSize, 4 * hiddenSize, 12, 12, 77, "gelu", 1e-5, 2, projectionDim, false);
    }
}
