package io.instgenie.model.autoencoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.Weights;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedDecoderTest {
    private static final int SIDE = 32;
    private static final CellBox PICTURE = new CellBox(0, 0, SIDE, SIDE);
    private static final CellBox BOX = new CellBox(6, 16, 18, 28); // 0.14 of the picture

    private TensorScope scope;
    private AutoencoderKl vae;

    @BeforeEach
    void openModel() throws URISyntaxException {
        scope = TensorScope.open();
        vae = embeddedVae();
    }

    @AfterEach
    void closeModel() {
        vae.close();
        scope.close();
    }

    @Test
    void cropOfEverythingIsTheWholeDecode() {
        Tensor template = latents(new Random(1));
        Tensor edited = latents(new Random(2));
        Tensor whole = vae.decode(edited); // [1, 3, H, W]
        try (TemplateStatistics statistics = new MaskedDecoder(vae).record(template)) {
            CropPass pass = new CropPass(statistics, PICTURE, 0);
            assertThat(difference(pass.leave(vae.decode(pass.enter(edited), pass)), whole))
                    .isLessThan(1e-4);
            assertThat(difference(new MaskedDecoder(vae).decode(edited, PICTURE, statistics), whole))
                    .isZero();
        }
    }

    @Test
    void coveringHaloFallsBackToTheWholeDecode() {
        Tensor edited = latents(new Random(3));
        try (TemplateStatistics statistics = new MaskedDecoder(vae).record(latents(new Random(4)))) {
            Tensor part = new MaskedDecoder(vae, SIDE).decode(edited, BOX, statistics); // [1, 3, 96, 96]
            assertThat(difference(part, PICTURE.cut(vae.decode(edited), BOX))).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void cropIsCloseToTheWholeDecode(long seed) {
        Random random = new Random(seed);
        Tensor template = latents(random);
        Tensor edited = template.clone();
        PICTURE.cut(edited, BOX).copy_(PICTURE.cut(latents(random), BOX));
        MaskedDecoder decoder = new MaskedDecoder(vae);
        try (TemplateStatistics statistics = decoder.record(template)) {
            Tensor expected = PICTURE.cut(vae.decode(edited), BOX); // [1, 3, 96, 96]
            double masked = psnr(decoder.decode(edited, BOX, statistics), expected);
            double bare = psnr(vae.decode(PICTURE.cut(edited, BOX)), expected);
            assertThat(masked).as("seed %d", seed).isGreaterThan(35).isGreaterThan(bare + 10);
        }
    }

    @Test
    void refusesWhatDoesNotFitTheTemplate() throws URISyntaxException {
        MaskedDecoder decoder = new MaskedDecoder(vae);
        Tensor latents = latents(new Random(5));
        try (TemplateStatistics statistics = decoder.record(latents);
                AutoencoderKl other = embeddedVae()) {
            assertThatThrownBy(() -> decoder.decode(latents.narrow(2, 0, 16), BOX, statistics))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[1, 16, 32, 32], but are [1, 16, 16, 32]");
            assertThatThrownBy(() -> decoder.decode(latents, new CellBox(0, 0, 4, SIDE + 1), statistics))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("right=33");
            assertThatThrownBy(() -> new MaskedDecoder(other).decode(latents, BOX, statistics))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("recorded by another model");
        }
        assertThatThrownBy(() -> decoder.record(latents.squeeze()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[16, 32, 32]");
        assertThatThrownBy(() -> new MaskedDecoder(vae, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("halo");
    }

    /** Latents of a picture with a few plain discs on a plain ground, {@code [1, 16, SIDE, SIDE]}. */
    private Tensor latents(Random random) {
        int side = 8 * SIDE;
        float[] planes = new float[3 * side * side];
        for (int shape = 0; shape < 8; shape++) {
            int x = random.nextInt(side);
            int y = random.nextInt(side);
            int radius = shape == 0 ? 2 * side : 12 + random.nextInt(40);
            float[] colour = {random.nextFloat() * 2 - 1, random.nextFloat() * 2 - 1, random.nextFloat() * 2 - 1};
            for (int i = 0; i < planes.length; i++) {
                int row = i / side % side;
                int column = i % side;
                if ((row - y) * (row - y) + (column - x) * (column - x) < radius * radius) {
                    planes[i] = colour[i / (side * side)];
                }
            }
        }
        return vae.scale(vae.encode(Tensors.ofFloats(planes, 1, 3, side, side)).mode());
    }

    private static AutoencoderKl embeddedVae() throws URISyntaxException {
        Path folder = Path.of(
                Objects.requireNonNull(MaskedDecoderTest.class.getResource("/io/instgenie/models/sticker-fill/vae"))
                        .toURI());
        AutoencoderKlConfig config = new AutoencoderKlConfig(
                3, 3, List.of(16, 24, 48, 64), 1, 16, 8, 0.7349, 0.0217, false, false, true, 256);
        try (Weights weights = Weights.open(folder)) {
            return new AutoencoderKl(config, weights);
        }
    }

    private static double difference(Tensor a, Tensor b) {
        return a.sub(b).abs().max().item_double();
    }

    /** Of pictures in [-1, 1], in dB. */
    private static double psnr(Tensor picture, Tensor expected) {
        return 10 * Math.log10(4 / torch.mse_loss(picture, expected).item_double());
    }
}
