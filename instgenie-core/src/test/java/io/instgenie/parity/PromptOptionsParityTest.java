package io.instgenie.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.model.textencoders.ClipTextModel;
import io.instgenie.model.textencoders.ClipTextModelWithProjection;
import io.instgenie.model.textencoders.EncodedPrompt;
import io.instgenie.model.tokenizers.ClipTokenizer;
import io.instgenie.model.tokenizers.Tokenizer;
import io.instgenie.model.unet.StableDiffusionPrompts;
import io.instgenie.model.unet.StableDiffusionXlPrompts;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prompts with options that the parity cases do not have, as Diffusers encodes them ({@code src/test/python/prompts.py}). */
class PromptOptionsParityTest {
    private static final String PROMPT = "a red car, on the grass!";
    private static final String NEGATIVE = "blurry";

    private TensorScope scope;
    private SafetensorsFile expected;

    @BeforeEach
    void open() {
        scope = TensorScope.open();
        expected = SafetensorsFile.open(UNetParityCase.SD15_INPAINT.path("../prompts/expected.safetensors"));
    }

    @AfterEach
    void close() {
        expected.close();
        scope.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void clipSkipLeavesLayersOutOfThePromptOnly(int clipSkip) {
        try (ClipTextModel clip = PromptModels.textEncoder(UNetParityCase.SD15_INPAINT, false)) {
            StableDiffusionPrompts prompts = new StableDiffusionPrompts(tokenizer(UNetParityCase.SD15_INPAINT), clip);
            assertEncoded("sd.skip" + clipSkip, prompts.encode(PROMPT, clipSkip));
            assertEncoded("sd.skip" + clipSkip + ".negative", prompts.encodeNegative(NEGATIVE));
        }
    }

    @Test
    void paddingIsHiddenWhereTheConfigSaysSo() {
        try (ClipTextModel clip = PromptModels.textEncoder(UNetParityCase.SD15_INPAINT, true)) {
            StableDiffusionPrompts prompts = new StableDiffusionPrompts(tokenizer(UNetParityCase.SD15_INPAINT), clip);
            assertEncoded("sd.mask", prompts.encode(PROMPT, 0));
            assertEncoded("sd.mask.negative", prompts.encodeNegative(NEGATIVE));
        }
    }

    @Test
    void clipSkipCountsFromSdxlsLayerBeforeTheLast() {
        assertXl("xl.skip1", 1, null, true);
    }

    @Test
    void aNegativePromptOfSdxlIsEncoded() {
        assertXl("xl.negative", 0, NEGATIVE, true);
    }

    @Test
    void anAbsentNegativePromptOfSdxlIsTheEmptyOneWithoutForcedZeros() {
        assertXl("xl.without_zeros", 0, null, false);
    }

    @Test
    void secondTokenizerOfSdxlPadsWithExclamationMarks(@TempDir Path copy) throws IOException {
        Path tokenizer2 = UNetParityCase.SDXL_BLEND.path("model/tokenizer_2");
        for (String name : new String[] {"vocab.json", "merges.txt"}) {
            Files.copy(tokenizer2.resolve(name), copy.resolve(name));
        }
        for (String name : new String[] {"tokenizer_config.json", "special_tokens_map.json"}) {
            String json = Files.readString(tokenizer2.resolve(name));
            Files.writeString(copy.resolve(name), json.replaceAll("(\"pad_token\": )\"[^\"]*\"", "$1\"!\""));
        }
        EncodedPrompt positive = assertXl("xl.pad", ClipTokenizer.open(copy), 0, null, false);
        assertThat(positive.tokens().get(1).ids()).isEqualTo(Tensors.toLongs(expected.get("xl.pad.ids")));
        assertThat(positive.tokens().get(1).length()).isEqualTo(11);
    }

    private void assertXl(String name, int clipSkip, @Nullable String negative, boolean forceZeros) {
        Tokenizer tokenizer2 = ClipTokenizer.open(UNetParityCase.SDXL_BLEND.path("model/tokenizer_2"));
        assertXl(name, tokenizer2, clipSkip, negative, forceZeros);
    }

    private EncodedPrompt assertXl(
            String name, Tokenizer tokenizer2, int clipSkip, @Nullable String negative, boolean forceZeros) {
        try (ClipTextModel clip = PromptModels.textEncoder(UNetParityCase.SDXL_BLEND, false);
                ClipTextModelWithProjection clip2 = PromptModels.textEncoder2(UNetParityCase.SDXL_BLEND)) {
            StableDiffusionXlPrompts prompts = new StableDiffusionXlPrompts(
                    tokenizer(UNetParityCase.SDXL_BLEND), clip, tokenizer2, clip2, forceZeros);
            EncodedPrompt positive = prompts.encode(PROMPT, clipSkip);
            assertEncoded(name, positive);
            assertEncoded(name + ".negative", prompts.encodeNegative(negative));
            return positive;
        }
    }

    private static Tokenizer tokenizer(UNetParityCase parity) {
        return ClipTokenizer.open(parity.path("model/tokenizer"));
    }

    private void assertEncoded(String name, EncodedPrompt actual) {
        assertClose(name + ".states", actual.states());
        Tensor pooled = actual.pooled();
        if (pooled != null) {
            assertClose(name + ".pooled", pooled);
        }
    }

    /** Zeros are zeros; all else is close. */
    private void assertClose(String name, Tensor actual) {
        Tensor reference = expected.get(name);
        if (reference.abs().max().item_double() == 0) {
            assertThat(Tensors.shape(actual)).as(name).isEqualTo(Tensors.shape(reference.squeeze()));
            assertThat(actual.abs().max().item_double()).as(name).isZero();
        } else {
            ParityCase.assertClose(name, actual, reference);
        }
    }
}
