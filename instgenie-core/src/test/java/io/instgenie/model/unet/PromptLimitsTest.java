package io.instgenie.model.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.textencoders.ClipTextConfig;
import io.instgenie.model.textencoders.ClipTextModel;
import io.instgenie.model.textencoders.ClipTextModelWithProjection;
import io.instgenie.model.textencoders.EncodedPrompt;
import io.instgenie.model.tokenizers.ClipTokenizer;
import io.instgenie.model.tokenizers.Tokenizer;
import io.instgenie.parity.UNetParityCase;
import io.instgenie.tensor.TensorScope;
import io.instgenie.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts, options and tokenizers that a pipeline cannot take, and long prompts, which it cuts. */
class PromptLimitsTest {
    private static final UNetParityCase SDXL = UNetParityCase.SDXL_BLEND;
    private static final ClipTextConfig QUICK =
            new ClipTextConfig(1819, 32, 128, 3, 4, 24, "quick_gelu", 1e-5, 1818, 32, false);
    private static final ClipTextConfig GELU =
            new ClipTextConfig(1819, 32, 128, 3, 4, 24, "gelu", 1e-5, 1818, 32, false);

    @TempDir
    private Path folder;

    private TensorScope scope;
    private ClipTextModel clip;
    private ClipTextModelWithProjection clip2;

    @BeforeEach
    void load() {
        scope = TensorScope.open();
        try (Weights weights = Weights.open(SDXL.path("model/text_encoder"));
                Weights weights2 = Weights.open(SDXL.path("model/text_encoder_2"))) {
            clip = new ClipTextModel(QUICK, weights);
            clip2 = new ClipTextModelWithProjection(GELU, weights2);
        }
    }

    @AfterEach
    void close() {
        clip2.close();
        clip.close();
        scope.close();
    }

    @Test
    void clipSkipMustLeaveALayer() throws IOException {
        StableDiffusionPrompts prompts = new StableDiffusionPrompts(tokenizer(24), clip);
        assertRequestRefused(() -> prompts.encode("a", -1), "clipSkip is -1", "from 0 to 3");
        assertRequestRefused(() -> prompts.encode("a", 4), "clipSkip is 4", "from 0 to 3");
        assertRequestRefused(() -> prompts.encode("a", Integer.MAX_VALUE), "clipSkip is 2147483647");
        StableDiffusionXlPrompts xl = xl(24, 24);
        assertRequestRefused(() -> xl.encode("a", 3), "clipSkip is 3", "from 0 to 2");
        assertRequestRefused(() -> xl.encode("a", Integer.MAX_VALUE), "clipSkip is 2147483647");
        assertThat(xl.encode("a", 2).states().size(1)).isEqualTo(64);
    }

    @Test
    void tokenizersMustFitTheirEncodersAndEachOther() {
        assertModelRefused(
                () -> new StableDiffusionPrompts(tokenizer(77), clip),
                "tokenizer: field model_max_length is 77",
                "max_position_embeddings 24");
        assertModelRefused(() -> xl(24, 25), "tokenizer_2: field model_max_length is 25", "at most");
        assertModelRefused(() -> xl(24, 20), "tokenizer_2: field model_max_length is 20", "that of tokenizer, 24");
    }

    @Test
    void longPromptsAreCutAndTold() throws IOException {
        EncodedPrompt encoded = xl(24, 24).encode("red ".repeat(40) + "the end", 0);
        assertThat(encoded.tokens())
                .allSatisfy(text -> assertThat(text.truncated()).endsWith("the end"))
                .allSatisfy(text -> assertThat(text.length()).isEqualTo(24));
        assertThat(encoded.states().size(0)).isEqualTo(24);
    }

    private StableDiffusionXlPrompts xl(int length, int length2) throws IOException {
        return new StableDiffusionXlPrompts(tokenizer(length), clip, tokenizer(length2), clip2, true);
    }

    private Tokenizer tokenizer(int modelMaxLength) throws IOException {
        Path source = SDXL.path("model/tokenizer");
        for (String name : List.of("vocab.json", "merges.txt", "special_tokens_map.json")) {
            Files.write(folder.resolve(name), Files.readAllBytes(source.resolve(name)));
        }
        String config = Files.readString(source.resolve("tokenizer_config.json"));
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                config.replace("\"model_max_length\": 24", "\"model_max_length\": " + modelMaxLength));
        return ClipTokenizer.open(folder);
    }

    private static void assertRequestRefused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOf(InvalidRequestException.class).hasMessageContainingAll(parts);
    }

    private static void assertModelRefused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOf(ModelFormatException.class).hasMessageContainingAll(parts);
    }
}
