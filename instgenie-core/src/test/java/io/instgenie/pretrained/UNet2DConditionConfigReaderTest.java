package io.instgenie.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.unet.UNet2DConditionConfig;
import io.instgenie.model.unet.UNet2DConditionConfig.AddedDims;
import io.instgenie.model.unet.UNet2DConditionConfig.Level;
import io.instgenie.model.unet.UNet2DConditionConfig.Middle;
import io.instgenie.model.unet.UNet2DConditionConfig.Norm;
import io.instgenie.model.unet.UNet2DConditionConfig.Time;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UNet2DConditionConfigReaderTest {
    private static final Norm NORM = new Norm(32, 1e-5);
    private static final Time TIME = new Time(1280, true, 0, 0, null);

    @Test
    void readsPublishedModels() {
        assertThat(read(PublishedConfigs.SD15_UNET))
                .isEqualTo(new UNet2DConditionConfig(
                        9,
                        4,
                        768,
                        List.of(attending(320, 8), attending(640, 8), attending(1280, 8), plain(1280, 8)),
                        new Middle(1, 1),
                        NORM,
                        TIME));
        assertThat(read(PublishedConfigs.SD21_UNET))
                .isEqualTo(new UNet2DConditionConfig(
                        4,
                        4,
                        1024,
                        List.of(attending(320, 5), attending(640, 10), attending(1280, 20), plain(1280, 20)),
                        new Middle(1, 1),
                        NORM,
                        TIME));
        assertThat(read(PublishedConfigs.SDXL_UNET))
                .isEqualTo(new UNet2DConditionConfig(
                        4,
                        4,
                        2048,
                        List.of(
                                plain(320, 5),
                                new Level(640, 10, List.of(2, 2), List.of(2, 2, 2)),
                                new Level(1280, 20, List.of(10, 10), List.of(10, 10, 10))),
                        new Middle(10, 1),
                        NORM,
                        new Time(1280, true, 0, 0, new AddedDims(256, 2816))));
    }

    private static Level attending(int channels, int heads) {
        return new Level(channels, heads, List.of(1, 1), List.of(1, 1, 1));
    }

    private static Level plain(int channels, int heads) {
        return new Level(channels, heads, List.of(0, 0), List.of(0, 0, 0));
    }

    @Test
    void missingFieldsHaveTheReferencesDefaults() {
        assertThat(read("{}"))
                .isEqualTo(new UNet2DConditionConfig(
                        4,
                        4,
                        1280,
                        List.of(attending(320, 8), attending(640, 8), attending(1280, 8), plain(1280, 8)),
                        new Middle(1, 1),
                        NORM,
                        TIME));
    }

    @Test
    void transformerLayersMayDifferFromOneResidualBlockToTheNext() {
        String json = PublishedConfigs.with(
                PublishedConfigs.with(
                        PublishedConfigs.SDXL_UNET, "transformer_layers_per_block", "[1, [2, 2], [4, 3]]"),
                "reverse_transformer_layers_per_block",
                "[[4, 4, 10], [2, 1, 1], 1]");
        UNet2DConditionConfig config = read(json);
        assertThat(config.levels())
                .containsExactly(
                        plain(320, 5),
                        new Level(640, 10, List.of(2, 2), List.of(2, 1, 1)),
                        new Level(1280, 20, List.of(4, 3), List.of(4, 4, 10)));
        assertThat(config.middle().transformerLayers()).isEqualTo(4);
    }

    @Test
    void levelsMayHaveTheirOwnNumbersOfResidualBlocks() {
        UNet2DConditionConfig config =
                read(PublishedConfigs.with(PublishedConfigs.SD21_UNET, "layers_per_block", "[1, 2, 3, 1]"));
        assertThat(config.levels()).extracting(level -> level.down().size()).containsExactly(1, 2, 3, 1);
        assertThat(config.levels()).extracting(level -> level.up().size()).containsExactly(2, 3, 4, 2);
    }

    @Test
    void readsWhatDistilledModelsAdd() {
        UNet2DConditionConfig config =
                read(PublishedConfigs.with(PublishedConfigs.SD15_UNET, "time_cond_proj_dim", "256"));
        assertThat(config.time()).isEqualTo(new Time(1280, true, 0, 256, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "in_channels | 8 | one of [4, 9]",
                "out_channels | 8 | 4",
                "block_out_channels | [320, 640, 1280, 1281] | multiples of norm_num_groups = 32",
                "down_block_types | [\"DownBlock2D\"] | each of the 4 block_out_channels",
                "down_block_types | [\"AttnDownBlock2D\", \"DownBlock2D\", \"DownBlock2D\", \"DownBlock2D\"] | DownBlock2D or CrossAttnDownBlock2D",
                "up_block_types | [\"UpBlock2D\", \"SimpleCrossAttnUpBlock2D\", \"UpBlock2D\", \"UpBlock2D\"] | UpBlock2D or CrossAttnUpBlock2D",
                "mid_block_type | \"UNetMidBlock2D\" | UNetMidBlock2DCrossAttn",
                "attention_head_dim | [8, 8, 8] | or 4 of them",
                "attention_head_dim | 7 | must divide block_out_channels",
                "num_attention_heads | 8 | null",
                "layers_per_block | [2, 2] | or 4 of them",
                "transformer_layers_per_block | [1, 1, 1] | 4 of them",
                "transformer_layers_per_block | 0 | whole number",
                "cross_attention_dim | [768, 768, 768, 1024] | one number for all levels",
                "only_cross_attention | true | false",
                "dual_cross_attention | true | false",
                "upcast_attention | 1 | true or false",
                "norm_eps | 0 | above 0",
                "mid_block_scale_factor | 0 | above 0",
                "downsample_padding | 0 | 1",
                "resnet_time_scale_shift | \"scale_shift\" | default",
                "act_fn | \"mish\" | silu",
                "conv_in_kernel | 1 | 3",
                "class_embed_type | \"projection\" | null",
                "num_class_embeds | 1000 | null",
                "encoder_hid_dim | 1024 | null",
                "addition_embed_type | \"text\" | text_time",
                "time_embedding_type | \"fourier\" | positional",
                "time_cond_proj_dim | 255 | an even number",
                "attention_type | \"gated\" | default",
            })
    void refusesWithTheFieldAndWhatWouldBeRight(String field, String value, String wanted) {
        String json = PublishedConfigs.with(PublishedConfigs.SD15_UNET, field, value);
        assertRefused(json, "field " + field + " is ", wanted);
    }

    @Test
    void refusesFieldsThatContradictEachOther() {
        assertRefused(
                PublishedConfigs.with(PublishedConfigs.SD15_UNET, "addition_embed_type", "\"text_time\""),
                "field addition_time_embed_dim is missing");
        assertRefused(
                PublishedConfigs.with(PublishedConfigs.SDXL_UNET, "projection_class_embeddings_input_dim", "1536"),
                "field projection_class_embeddings_input_dim is 1536, it must be 6 x addition_time_embed_dim = 1536");
        assertRefused(
                PublishedConfigs.with(PublishedConfigs.SDXL_UNET, "transformer_layers_per_block", "[1, [2, 2], 4]"),
                "field reverse_transformer_layers_per_block is missing");
        assertRefused(
                PublishedConfigs.with(PublishedConfigs.SDXL_UNET, "transformer_layers_per_block", "[1, [2], 4]"),
                "field transformer_layers_per_block is [1, [2], 4]");
    }

    private static UNet2DConditionConfig read(String json) {
        return UNet2DConditionConfigReader.read(PublishedConfigs.config(json));
    }

    private static void assertRefused(String json, String... messageParts) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("component/config.json: ")
                .hasMessageContainingAll(messageParts);
    }
}
