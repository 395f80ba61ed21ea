package io.instgenie.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.mask.ModelPicture;
import io.instgenie.model.autoencoders.AutoencoderKl;
import io.instgenie.model.autoencoders.AutoencoderKlConfig;
import io.instgenie.model.autoencoders.Posterior;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.SafetensorsFile;
import io.instgenie.weights.Weights;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AutoencoderParityTest {
    private static final int FACTOR = 8;

    @ParameterizedTest
    @EnumSource
    void decodesTheFinalLatentsOfACachedEdit(ParityCase parity) {
        AutoencoderKlConfig config =
                new AutoencoderKlConfig(3, 3, List.of(8, 16, 16, 24), 1, 16, 4, 0.3611, 0.1159, false, false, true, 64);
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile cached = parity.cached();
                AutoencoderKl vae = load(parity.path("model/vae"), config)) {
            Tensor decoded = vae.decode(cached.get("final_latents")); // [1, 3, height, width]
            ParityCase.assertClose("decoded", decoded, cached.get("decoded"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void decodesTheLastLatentsOfAUNet(UNetParityCase parity) {
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile expected = parity.expected();
                AutoencoderKl vae = load(parity)) {
            Tensor decoded = vae.decode(expected.get(last(expected))); // [1, 3, height, width]
            ParityCase.assertClose("decoded", decoded, expected.get("decoded"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SD15_INPAINT", "SD21_INPAINT", "SDXL_INPAINT"})
    void posteriorOfTheMaskedPictureIsTheReferences(UNetParityCase parity) {
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile expected = parity.expected();
                AutoencoderKl vae = load(parity)) {
            String lastDraw = "draw." + ((int) parity.number("draws") - 1);
            Tensor sample = sample(vae, picture(parity).without(mask(parity)), expected.get(lastDraw));
            ParityCase.assertClose(
                    "masked picture's latents",
                    sample,
                    expected.get("denoiser.input").narrow(0, 0, 1).narrow(1, 5, 4));
        }
    }

    /** Where nothing is repainted, the last step blends in the picture's own latents. */
    @ParameterizedTest
    @EnumSource(names = {"SD21_BLEND", "SDXL_BLEND"})
    void posteriorOfThePictureIsTheReferences(UNetParityCase parity) {
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile expected = parity.expected();
                AutoencoderKl vae = load(parity)) {
            Tensor sample = sample(vae, picture(parity), expected.get("draw.0"));
            Tensor kept = kept(mask(parity), Tensors.shape(sample)); // [1, 1, h, w]
            assertThat(kept.sum().item_double()).isGreaterThan(20);
            ParityCase.assertClose(
                    "latents outside the mask",
                    sample.mul(kept),
                    expected.get(last(expected)).mul(kept));
        }
    }

    /** Numbers that {@code src/test/python/autoencoder.py} makes. */
    @Test
    void blocksAttentionAndConvolutionsAreAsTheConfigSays() {
        Path folder = UNetParityCase.SD15_INPAINT.path("../autoencoder");
        AutoencoderKlConfig config =
                new AutoencoderKlConfig(3, 3, List.of(8, 12), 1, 4, 4, 0.18215, 0, true, false, false, 64);
        try (TensorScope scope = TensorScope.open();
                Weights weights = Weights.open(folder.resolve("vae"));
                AutoencoderKl vae = new AutoencoderKl(config, weights);
                SafetensorsFile expected = SafetensorsFile.open(folder.resolve("expected.safetensors"))) {
            assertThat(weights.unused()).isEmpty();
            Posterior posterior = vae.encode(expected.get("picture"));
            ParityCase.assertClose("mean", posterior.mean(), expected.get("mean"));
            ParityCase.assertClose("deviation", posterior.deviation(), expected.get("deviation"));
            ParityCase.assertClose("decoded", vae.decode(expected.get("latents")), expected.get("decoded"));
        }
    }

    private static Tensor sample(AutoencoderKl vae, ModelPicture picture, Tensor draw) {
        Tensor planes = Tensors.ofFloats(picture.toPlanes(), 1, 3, picture.height(), picture.width());
        return vae.scale(vae.encode(planes).sample(draw)); // [1, channels, h, w]
    }

    /** 1 where a latent's first pixel is not masked, {@code [1, 1, h, w]}. */
    private static Tensor kept(EditMask mask, long[] latents) {
        int height = Math.toIntExact(latents[2]);
        int width = Math.toIntExact(latents[3]);
        float[] kept = new float[height * width];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = mask.isMasked(i % width * FACTOR, i / width * FACTOR) ? 0 : 1;
        }
        return Tensors.ofFloats(kept, 1, 1, height, width);
    }

    private static ModelPicture picture(UNetParityCase parity) {
        return ModelPicture.of(EditImage.read(parity.path("image.png")));
    }

    private static EditMask mask(UNetParityCase parity) {
        return EditMask.read(parity.path("mask.png"));
    }

    private static String last(SafetensorsFile expected) {
        long steps = expected.names().stream()
                .filter(name -> name.startsWith("latents."))
                .count();
        return "latents." + (steps - 1);
    }

    private static AutoencoderKl load(UNetParityCase parity) {
        double scalingFactor = parity.isXl() ? 0.13025 : 0.18215;
        return load(
                parity.path("model/vae"),
                new AutoencoderKlConfig(3, 3, List.of(8, 16, 16, 24), 1, 4, 4, scalingFactor, 0, true, true, true, 64));
    }

    private static AutoencoderKl load(Path folder, AutoencoderKlConfig config) {
        try (Weights weights = Weights.open(folder)) {
            AutoencoderKl vae = new AutoencoderKl(config, weights);
            assertThat(weights.unused()).isEmpty();
            return vae;
        }
    }
}
