package io.instgenie.model.autoencoders;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.parity.UNetParityCase;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.Weights;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stable Diffusion's autoencoders: four channels, and a convolution in front of the decoder. */
class MaskedDecoderOfFourChannelsTest {
    private static final int SIDE = 32;
    private static final CellBox PICTURE = new CellBox(0, 0, SIDE, SIDE);
    private static final CellBox BOX = new CellBox(6, 16, 18, 28); // 0.14 of the picture

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
    void cropOfEverythingIsTheWholeDecode() {
        try (AutoencoderKl vae = load(UNetParityCase.SD15_INPAINT);
                TemplateStatistics statistics = new MaskedDecoder(vae).record(latents(1))) {
            Tensor edited = latents(2);
            CropPass pass = new CropPass(statistics, PICTURE, 0);
            assertThat(difference(pass.leave(vae.decode(pass.enter(edited), pass)), vae.decode(edited)))
                    .isLessThan(1e-4);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SD15_INPAINT", "SDXL_BLEND"})
    void cropIsCloserToTheWholeDecodeThanWithoutTheTemplate(UNetParityCase parity) {
        try (AutoencoderKl vae = load(parity)) {
            MaskedDecoder decoder = new MaskedDecoder(vae);
            Tensor template = latents(3);
            Tensor edited = template.clone();
            PICTURE.cut(edited, BOX).copy_(PICTURE.cut(latents(4), BOX));
            try (TemplateStatistics statistics = decoder.record(template)) {
                Tensor expected = PICTURE.cut(vae.decode(edited), BOX); // [1, 3, 96, 96]
                Tensor masked = decoder.decode(edited, BOX, statistics); // [1, 3, 96, 96]
                Tensor bare = vae.decode(PICTURE.cut(edited, BOX)); // [1, 3, 96, 96]
                assertThat(error(masked, expected)).isLessThan(0.1 * error(bare, expected));
            }
        }
    }

    private static AutoencoderKl load(UNetParityCase parity) {
        AutoencoderKlConfig config =
                new AutoencoderKlConfig(3, 3, List.of(8, 16, 16, 24), 1, 4, 4, 0.18215, 0, true, true, true, 64);
        try (Weights weights = Weights.open(parity.path("model/vae"))) {
            return new AutoencoderKl(config, weights);
        }
    }

    /** {@code [1, 4, SIDE, SIDE]}. */
    private static Tensor latents(long seed) {
        Random random = new Random(seed);
        float[] values = new float[4 * SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensors.ofFloats(values, 1, 4, SIDE, SIDE);
    }

    private static double difference(Tensor a, Tensor b) {
        return a.sub(b).abs().max().item_double();
    }

    private static double error(Tensor picture, Tensor expected) {
        return torch.mse_loss(picture, expected).item_double();
    }
}
