package io.instgenie.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.ModelFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPictureTest {
    @ParameterizedTest
    @ValueSource(strings = {"flux-fill", "flux-inpaint", "flux-schnell"})
    void decodedPlanesBecomeTheReferencePicture(String name) {
        ParityCase parity = new ParityCase(name);
        EditImage result = parity.picture("result.png");
        float[] decoded = parity.floats("expected.safetensors", "decoded");

        assertThat(ModelPicture.ofPlanes(result.width(), result.height(), decoded)
                        .toImage())
                .isEqualTo(result);
    }

    @Test
    void coloursBecomePlanesAndComeBack() {
        byte[] rgb = new byte[256 * 3];
        for (int i = 0; i < 256; i++) {
            rgb[3 * i] = (byte) i;
            rgb[3 * i + 1] = (byte) (255 - i);
        }
        EditImage image = EditImage.ofRgb(64, 4, rgb);

        ModelPicture picture = ModelPicture.of(image);

        float[] planes = picture.toPlanes();
        assertThat(planes[0]).isEqualTo(-1f);
        assertThat(planes[255]).isEqualTo(1f);
        assertThat(planes[1]).isEqualTo(-0.99215686f); // numpy: 2 * np.float32(1) / 255 - 1
        assertThat(planes[256 + 1]).isEqualTo(planes[254]);
        assertThat(planes[512 + 9]).isEqualTo(-1f);
        assertThat(picture.toImage()).isEqualTo(image);
    }

    @Test
    void roundsHalfToEvenAndClamps() {
        float[] planes = {-7f, 9f, 0f}; // 0 is 127.5, which rounds to 128

        assertThat(ModelPicture.ofPlanes(1, 1, planes).toImage().toRgbBytes()).containsExactly(0, 255, 128);
    }

    @Test
    void refusesNanAndOtherSizes() {
        ModelPicture broken = ModelPicture.ofPlanes(2, 1, new float[] {0, 0, 0, Float.NaN, 0, 0});

        assertThatThrownBy(broken::toImage)
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("(1, 0)");
        assertThatThrownBy(() -> ModelPicture.ofPlanes(2, 2, new float[3]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> broken.without(EditMask.full(1, 2))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void maskedPixelsAreGrey() {
        EditMask mask = EditMask.of(2, 1, new byte[] {127, (byte) 128});
        ModelPicture picture = ModelPicture.ofPlanes(2, 1, new float[] {.1f, .2f, .3f, .4f, .5f, .6f});

        assertThat(picture.without(mask).toPlanes()).containsExactly(.1f, 0, .3f, 0, .5f, 0);
        assertThat(picture.toPlanes()).containsExactly(.1f, .2f, .3f, .4f, .5f, .6f);
        assertThat(ModelPicture.binarize(mask)).containsExactly(0, 1);
    }
}
