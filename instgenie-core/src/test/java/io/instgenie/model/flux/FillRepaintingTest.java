package io.instgenie.model.flux;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.edit.EditMask;
import io.instgenie.model.NoiseSource;
import io.instgenie.model.Patches;
import io.instgenie.model.Repainting;
import io.instgenie.parity.ParityCase;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.SafetensorsFile;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class FillRepaintingTest {
    private static final Patches PATCHES = new Patches(16, 8, 2);

    @Test
    void maskChannelsAreTheReferences() {
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile expected = ParityCase.FLUX_FILL.expected()) {
            Tensor input = expected.get("denoiser.input").select(0, 0); // [tokens, 384]
            EditMask mask = EditMask.read(ParityCase.FLUX_FILL.path("mask.png"));
            Tensor latents = torch.zeros(1, 16, mask.height() / 8, mask.width() / 8); // [1, 16, h, w]
            Tensor channels = new FillRepainting(PATCHES).channels(() -> latents, mask); // [tokens, 320]
            assertThat(Tensors.toFloats(channels.narrow(1, 64, 256)))
                    .isEqualTo(Tensors.toFloats(input.narrow(1, 128, 256)));
        }
    }

    /** Where the picture has no weight it is not encoded, but its noise is drawn all the same. */
    @Test
    void drawsAreTheSameWhetherThePictureIsEncodedOrNot() {
        try (TensorScope scope = TensorScope.open();
                NoiseSource some = new NoiseSource(7);
                NoiseSource same = new NoiseSource(7)) {
            long[] shape = {1, 16, 4, 6};
            Repainting.Draws full = new FillRepainting(PATCHES).draw(some, shape, true);
            Repainting.Draws part = new FillRepainting(PATCHES).draw(same, shape, false);
            assertThat(full.picture()).isNull();
            assertThat(part.picture()).isNotNull();
            assertThat(Tensors.toFloats(full.noise())).isEqualTo(Tensors.toFloats(part.noise()));
            assertThat(Tensors.toFloats(full.maskedPicture())).isEqualTo(Tensors.toFloats(part.maskedPicture()));
        }
    }
}
