package io.instgenie.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.InvalidRequestException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasteBackTest {
    @ParameterizedTest
    @ValueSource(strings = {"flux-fill", "flux-inpaint", "flux-schnell"})
    void pastesAsTheReferenceDoes(String name) {
        ParityCase parity = new ParityCase(name);

        EditImage pasted = PasteBack.paste(parity.picture("image.png"), parity.picture("result.png"), parity.mask());

        assertThat(pasted).isEqualTo(parity.picture("edited.png"));
    }

    @Test
    void softMasksBlend() {
        EditImage original = EditImage.ofRgb(4, 1, new byte[] {10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10});
        byte[] white = new byte[12];
        Arrays.fill(white, (byte) 255);
        EditMask mask = EditMask.of(4, 1, new byte[] {0, 51, (byte) 204, (byte) 255});

        EditImage pasted = PasteBack.paste(original, EditImage.ofRgb(4, 1, white), mask);

        assertThat(pasted.rgb(0, 0)).isEqualTo(0x0A0A0A);
        assertThat(pasted.rgb(1, 0) & 0xFF).isEqualTo(59); // 10 * 0.8 + 255 * 0.2
        assertThat(pasted.rgb(2, 0) & 0xFF).isEqualTo(206); // 10 * 0.2 + 255 * 0.8
        assertThat(pasted.rgb(3, 0)).isEqualTo(0xFFFFFF);
    }

    @Test
    void pixelsBeyondTheFeatherStayBitExactWithTheirAlpha() {
        Random random = new Random(8);
        byte[] rgba = new byte[40 * 30 * 4];
        random.nextBytes(rgba);
        byte[] rgb = new byte[40 * 30 * 3];
        random.nextBytes(rgb);
        EditImage original = EditImage.ofRgba(40, 30, rgba);
        EditImage edited = EditImage.ofRgb(40, 30, rgb);
        EditMask mask = EditMask.rectangle(40, 30, 12, 10, 9, 8);

        EditImage pasted = PasteBack.paste(original, edited, new Feather(4).apply(mask));

        for (int y = 0; y < 30; y++) {
            for (int x = 0; x < 40; x++) {
                double distance =
                        Math.hypot(Math.max(0, Math.max(12 - x, x - 20)), Math.max(0, Math.max(10 - y, y - 17)));
                if (distance == 0) {
                    assertThat(pasted.rgb(x, y)).as("(%d, %d)", x, y).isEqualTo(edited.rgb(x, y));
                    assertThat(pasted.alpha(x, y)).as("(%d, %d)", x, y).isEqualTo(255);
                } else if (distance > 4) {
                    assertThat(pasted.rgb(x, y)).as("(%d, %d)", x, y).isEqualTo(original.rgb(x, y));
                    assertThat(pasted.alpha(x, y)).as("(%d, %d)", x, y).isEqualTo(original.alpha(x, y));
                }
            }
        }
    }

    @Test
    void refusesOtherSizes() {
        EditImage picture = EditImage.ofRgb(2, 1, new byte[6]);

        assertThatThrownBy(() -> PasteBack.paste(picture, picture, EditMask.full(1, 2)))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> PasteBack.paste(picture, EditImage.ofRgb(1, 2, new byte[6]), EditMask.full(2, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
