package io.instgenie.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.model.textencoders.ClipTextConfig;
import io.instgenie.model.textencoders.ClipTextModel;
import io.instgenie.model.textencoders.ClipTextModelWithProjection;
import io.instgenie.model.textencoders.EncodedPrompt;
import io.instgenie.model.textencoders.T5Config;
import io.instgenie.model.textencoders.T5EncoderModel;
import io.instgenie.model.tokenizers.ClipTokenizer;
import io.instgenie.model.tokenizers.T5Tokenizer;
import io.instgenie.model.unet.StableDiffusionPrompts;
import io.instgenie.model.unet.StableDiffusionXlPrompts;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.SafetensorsFile;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextEncoderParityTest {
    private static final ClipTextConfig CLIP =
            new ClipTextConfig(1819, 40, 160, 2, 4, 24, "quick_gelu", 1e-5, 1818, 40, false);
    private static final T5Config T5 = new T5Config(1000, 48, 12, 96, 2, 4, 32, 128, 1e-6, "gated-gelu");

    @ParameterizedTest
    @EnumSource
    void idsAreEqualAndStatesClose(ParityCase parity) {
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile expected = parity.expected();
                Weights clipWeights = Weights.open(parity.path("model/text_encoder"));
                ClipTextModel clip = new ClipTextModel(CLIP, clipWeights);
                Weights t5Weights = Weights.open(parity.path("model/text_encoder_2"));
                T5EncoderModel t5 = new T5EncoderModel(T5, t5Weights)) {
            assertThat(t5Weights.unused()).isEmpty();
            assertThat(clipWeights.unused()).isEmpty();
            long[] clipIds = ClipTokenizer.open(parity.path("model/tokenizer"))
                    .encode(parity.prompt, 24)
                    .ids();
            long[] t5Ids = T5Tokenizer.open(parity.path("model/tokenizer_2"))
                    .encode(parity.prompt, 24)
                    .ids();
            assertThat(clipIds).isEqualTo(Tensors.toLongs(expected.get("prompt_ids.0")));
            assertThat(t5Ids).isEqualTo(Tensors.toLongs(expected.get("prompt_ids.1")));
            ParityCase.assertClose(
                    "pooled", clip.encode(clipIds).pooled(), expected.get("denoiser.pooled_projections"));
            ParityCase.assertClose("states", t5.encode(t5Ids), expected.get("denoiser.encoder_hidden_states"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SD15_INPAINT", "SD21_BLEND", "SD21_INPAINT"})
    void stableDiffusionsPromptsAreTheReferences(UNetParityCase parity) {
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile expected = parity.expected();
                ClipTextModel clip = PromptModels.textEncoder(parity, false)) {
            StableDiffusionPrompts prompts =
                    new StableDiffusionPrompts(ClipTokenizer.open(parity.path("model/tokenizer")), clip);
            EncodedPrompt positive = prompts.encode(parity.prompt(), 0);
            EncodedPrompt negative = prompts.encodeNegative(parity.argument("negative_prompt"));
            assertThat(positive.tokens().get(0).ids()).isEqualTo(Tensors.toLongs(expected.get("prompt_ids.0")));
            assertThat(positive.tokens().get(0).truncated()).isEmpty();
            assertThat(positive.pooled()).isNull();
            ParityCase.assertClose(
                    "states",
                    torch.stack(new TensorVector(negative.states(), positive.states())),
                    expected.get("denoiser.encoder_hidden_states"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SDXL_BLEND", "SDXL_INPAINT"})
    void stableDiffusionXlsPromptsAreTheReferences(UNetParityCase parity) {
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile expected = parity.expected();
                ClipTextModel clip = PromptModels.textEncoder(parity, false);
                ClipTextModelWithProjection clip2 = PromptModels.textEncoder2(parity)) {
            StableDiffusionXlPrompts prompts = new StableDiffusionXlPrompts(
                    ClipTokenizer.open(parity.path("model/tokenizer")),
                    clip,
                    ClipTokenizer.open(parity.path("model/tokenizer_2")),
                    clip2,
                    true);
            EncodedPrompt positive = prompts.encode(parity.prompt(), 0);
            EncodedPrompt negative = prompts.encodeNegative(parity.argument("negative_prompt"));
            assertThat(positive.tokens().get(0).ids()).isEqualTo(Tensors.toLongs(expected.get("prompt_ids.0")));
            assertThat(positive.tokens().get(1).ids()).isEqualTo(Tensors.toLongs(expected.get("prompt_ids.1")));
            ParityCase.assertClose(
                    "states",
                    torch.stack(new TensorVector(negative.states(), positive.states())),
                    expected.get("denoiser.encoder_hidden_states"));
            ParityCase.assertClose(
                    "pooled",
                    torch.stack(new TensorVector(negative.pooled(), positive.pooled())),
                    expected.get("denoiser.text_embeds"));
        }
    }
}
