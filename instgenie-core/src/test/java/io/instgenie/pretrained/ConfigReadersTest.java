package io.instgenie.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.autoencoders.AutoencoderKlConfig;
import io.instgenie.model.flux.FluxConfig;
import io.instgenie.model.samplers.FlowMatchEulerConfig;
import io.instgenie.model.textencoders.ClipTextConfig;
import io.instgenie.model.textencoders.T5Config;
import io.instgenie.parity.UNetParityCase;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Published configs, Diffusers' and Transformers' defaults, and what is refused. */
class ConfigReadersTest {
    private static final FluxConfig DEV = new FluxConfig(64, 64, 19, 38, 128, 24, 4096, 768, true, List.of(16, 56, 56));
    private static final FluxConfig SCHNELL =
            new FluxConfig(64, 64, 19, 38, 128, 24, 4096, 768, false, List.of(16, 56, 56));

    @Test
    void readsPublishedTransformers() {
        assertThat(read(FluxConfigReader::read, PublishedConfigs.DEV_TRANSFORMER))
                .isEqualTo(DEV);
        assertThat(read(FluxConfigReader::read, PublishedConfigs.SCHNELL_TRANSFORMER))
                .isEqualTo(SCHNELL);
        assertThat(read(FluxConfigReader::read, PublishedConfigs.FILL_TRANSFORMER))
                .isEqualTo(new FluxConfig(384, 64, 19, 38, 128, 24, 4096, 768, true, List.of(16, 56, 56)));
    }

    @Test
    void readsPublishedAutoencodersAndTextEncoders() {
        assertThat(read(AutoencoderKlConfigReader::read, PublishedConfigs.VAE))
                .isEqualTo(new AutoencoderKlConfig(
                        3, 3, List.of(128, 256, 512, 512), 2, 16, 32, 0.3611, 0.1159, false, false, true, 1024));
        assertThat(read(ClipTextConfigReader::read, PublishedConfigs.TEXT_ENCODER))
                .isEqualTo(new ClipTextConfig(49408, 768, 3072, 12, 12, 77, "quick_gelu", 1e-5, 2, 768, false));
        assertThat(read(T5ConfigReader::read, PublishedConfigs.TEXT_ENCODER_2))
                .isEqualTo(new T5Config(32128, 4096, 64, 10240, 24, 64, 32, 128, 1e-6, "gated-gelu"));
    }

    @Test
    void readsStableDiffusionsAutoencodersAndTextEncoders() {
        AutoencoderKlConfig sd =
                new AutoencoderKlConfig(3, 3, List.of(128, 256, 512, 512), 2, 4, 32, 0.18215, 0, true, true, true, 512);
        assertThat(read(AutoencoderKlConfigReader::read, PublishedConfigs.SD_VAE))
                .isEqualTo(sd);
        String shifted = PublishedConfigs.with(PublishedConfigs.SD_VAE, "shift_factor", "0.5");
        assertThat(read(AutoencoderKlConfigReader::read, shifted).withoutShift())
                .isEqualTo(sd);
        assertThat(read(AutoencoderKlConfigReader::read, PublishedConfigs.SDXL_VAE))
                .isEqualTo(new AutoencoderKlConfig(
                        3, 3, List.of(128, 256, 512, 512), 2, 4, 32, 0.13025, 0, true, true, true, 1024));
        assertThat(read(ClipTextConfigReader::read, PublishedConfigs.SD21_TEXT_ENCODER))
                .isEqualTo(new ClipTextConfig(49408, 1024, 4096, 23, 16, 77, "gelu", 1e-5, 2, 512, false));
        assertThat(read(ClipTextConfigReader::read, PublishedConfigs.SDXL_TEXT_ENCODER_2))
                .isEqualTo(new ClipTextConfig(49408, 1280, 5120, 32, 20, 77, "gelu", 1e-5, 2, 1280, false));
        String masked = PublishedConfigs.with(PublishedConfigs.SD21_TEXT_ENCODER, "use_attention_mask", "true");
        assertThat(read(ClipTextConfigReader::read, masked).useAttentionMask()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void readsTheConfigsOfUNetCases(UNetParityCase parity) {
        boolean quick = parity == UNetParityCase.SD15_INPAINT || parity.isXl();
        assertThat(ClipTextConfigReader.read(Config.read(parity.path("model/text_encoder/config.json"))))
                .isEqualTo(clip(quick ? "quick_gelu" : "gelu"));
        if (parity.isXl()) {
            assertThat(ClipTextConfigReader.read(Config.read(parity.path("model/text_encoder_2/config.json"))))
                    .isEqualTo(clip("gelu"));
        }
        double scale = parity.isXl() ? 0.13025 : 0.18215;
        assertThat(AutoencoderKlConfigReader.read(Config.read(parity.path("model/vae/config.json"))))
                .isEqualTo(
                        new AutoencoderKlConfig(3, 3, List.of(8, 16, 16, 24), 1, 4, 4, scale, 0, true, true, true, 64));
    }

    private static ClipTextConfig clip(String hiddenAct) {
        return new ClipTextConfig(1819, 32, 128, 3, 4, 24, hiddenAct, 1e-5, 1818, 32, false);
    }

    /** JSON has no NaN, which Python writes all the same. */
    @ParameterizedTest
    @CsvSource({"hidden_size, NaN", "layer_norm_eps, NaN", "scaling_factor, NaN", "latent_channels, Infinity"})
    void refusesNumbersThatAreNone(String field, String value) {
        boolean ofVae = PublishedConfigs.SDXL_VAE.contains(field);
        String json =
                PublishedConfigs.with(ofVae ? PublishedConfigs.SDXL_VAE : PublishedConfigs.TEXT_ENCODER, field, value);
        Function<Config, ?> reader = ofVae ? AutoencoderKlConfigReader::read : ClipTextConfigReader::read;
        assertThatThrownBy(() -> read(reader, json))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll("component/config.json", field, value);
    }

    @Test
    void readsPublishedSchedulers() {
        assertThat(read(FlowMatchEulerConfigReader::read, PublishedConfigs.DEV_SCHEDULER))
                .isEqualTo(new FlowMatchEulerConfig(1000, 3, true, 0.5, 1.15, 256, 4096));
        assertThat(read(FlowMatchEulerConfigReader::read, PublishedConfigs.SCHNELL_SCHEDULER))
                .isEqualTo(new FlowMatchEulerConfig(1000, 1, false, 0.5, 1.15, 256, 4096));
    }

    @Test
    void missingFieldsHaveTheReferencesDefaults() {
        assertThat(read(FluxConfigReader::read, "{}")).isEqualTo(SCHNELL);
        assertThat(read(FluxConfigReader::read, "{\"in_channels\": 32, \"out_channels\": null}")
                        .outChannels())
                .isEqualTo(32);
        assertThat(read(AutoencoderKlConfigReader::read, "{}"))
                .isEqualTo(new AutoencoderKlConfig(3, 3, List.of(64), 1, 4, 32, 0.18215, 0, true, true, true, 32));
        assertThat(read(ClipTextConfigReader::read, "{}"))
                .isEqualTo(new ClipTextConfig(49408, 512, 2048, 12, 8, 77, "quick_gelu", 1e-5, 49407, 512, false));
        assertThat(read(T5ConfigReader::read, "{\"feed_forward_proj\": \"gated-gelu\"}"))
                .isEqualTo(new T5Config(32128, 512, 64, 2048, 6, 8, 32, 128, 1e-6, "gated-gelu"));
        assertThat(read(FlowMatchEulerConfigReader::read, "{}"))
                .isEqualTo(new FlowMatchEulerConfig(1000, 1, false, 0.5, 1.15, 256, 4096));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "patch_size | 2",
                "axes_dims_rope | [16, 56, 54]",
                "axes_dims_rope | [64, 64]",
                "axes_dims_rope | [17, 55, 56]",
                "attention_head_dim | -128 ",
                "num_layers | 0",
                "num_single_layers | 1000000000",
                "in_channels | \"64\"",
                "guidance_embeds | 1",
            })
    void refusesTransformers(String field, String value) {
        assertRefused(FluxConfigReader::read, PublishedConfigs.DEV_TRANSFORMER, field, value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "act_fn | \"gelu\"",
                "latents_mean | [0.1]",
                "latents_std | [0.1]",
                "down_block_types | [\"DownEncoderBlock2D\"]",
                "down_block_types | [\"DownEncoderBlock2D\",\"AttnDownEncoderBlock2D\",\"DownEncoderBlock2D\",\"DownEncoderBlock2D\"]",
                "up_block_types | [\"UpDecoderBlock2D\",\"UpDecoderBlock2D\",\"UpDecoderBlock2D\",\"AttnUpDecoderBlock2D\"]",
                "block_out_channels | [128, 256, 512, 500]",
                "scaling_factor | 0",
                "shift_factor | \"none\"",
                "latent_channels | 4.5",
                "force_upcast | \"yes\"",
                "use_quant_conv | 1",
                "mid_block_add_attention | []",
            })
    void refusesAutoencoders(String field, String value) {
        assertRefused(AutoencoderKlConfigReader::read, PublishedConfigs.VAE, field, value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hidden_act | \"relu\"",
                "is_decoder | true",
                "hidden_size | 770",
                "layer_norm_eps | 0",
                "eos_token_id | [2, 3]",
                "hidden_size | 0",
                "projection_dim | -768",
                "max_position_embeddings | 7.7",
                "use_attention_mask | \"yes\"",
            })
    void refusesClipTextEncoders(String field, String value) {
        assertRefused(ClipTextConfigReader::read, PublishedConfigs.TEXT_ENCODER, field, value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "feed_forward_proj | \"relu\"",
                "feed_forward_proj | null",
                "is_decoder | true",
                "relative_attention_num_buckets | 30",
                "relative_attention_num_buckets | 512",
                "layer_norm_epsilon | -1e-6",
            })
    void refusesT5Encoders(String field, String value) {
        assertRefused(T5ConfigReader::read, PublishedConfigs.TEXT_ENCODER_2, field, value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "use_karras_sigmas | true",
                "use_exponential_sigmas | true",
                "use_beta_sigmas | true",
                "invert_sigmas | true",
                "stochastic_sampling | true",
                "time_shift_type | \"linear\"",
                "shift_terminal | 0.02",
                "shift | 0",
                "max_image_seq_len | 256",
            })
    void refusesSchedulers(String field, String value) {
        assertRefused(FlowMatchEulerConfigReader::read, PublishedConfigs.DEV_SCHEDULER, field, value);
    }

    private static <T> T read(Function<Config, T> reader, String json) {
        return reader.apply(PublishedConfigs.config(json));
    }

    private static void assertRefused(Function<Config, ?> reader, String published, String field, String value) {
        String json = PublishedConfigs.with(published, field, value);
        assertThatThrownBy(() -> read(reader, json))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("component/config.json: ")
                .hasMessageContaining("field " + field + " is ");
    }
}
