package io.instgenie.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EditMaskTest {
    @ParameterizedTest
    @ValueSource(strings = {"rgb16", "grey8", "grey1", "grey4", "greyalpha8", "rgba16", "rgba8", "palette"})
    void readsTheBrightnessPilReads(String name) throws IOException {
        assertThat(EditMask.ofLuminance(EditImage.read(PilPictures.stream(name)))
                        .toBytes())
                .isEqualTo(PilPictures.expected(name + ".l"));
    }

    @Test
    void masksFromOneHalfOn() {
        EditMask mask = EditMask.of(4, 1, new byte[] {0, 127, (byte) 128, (byte) 255});

        assertThat(mask.value(3, 0)).isEqualTo(255);
        assertThat(mask.isMasked(1, 0)).isFalse();
        assertThat(mask.isMasked(2, 0)).isTrue();
        assertThat(mask.ratio()).isEqualTo(0.5);
        assertThat(mask.isEmpty()).isFalse();
        assertThat(EditMask.of(1, 1, new byte[] {127}).isEmpty()).isTrue();
    }

    @Test
    void rectangleIsWhiteInside() {
        EditMask mask = EditMask.rectangle(5, 4, 1, 2, 3, 1);

        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 5; x++) {
                boolean inside = x >= 1 && x < 4 && y == 2;
                assertThat(mask.value(x, y)).as("(%d, %d)", x, y).isEqualTo(inside ? 255 : 0);
            }
        }
        assertThat(mask.ratio()).isEqualTo(3 / 20.0);
    }

    @ParameterizedTest
    @CsvSource({"-1,0,1,1", "0,-1,1,1", "3,0,3,1", "0,2,1,3", "0,0,-1,1", "0,0,1,-1", "2147483647,0,1,1"})
    void rectangleMustLieInside(int x, int y, int w, int h) {
        assertThatThrownBy(() -> EditMask.rectangle(5, 4, x, y, w, h))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("5 x 4");
    }

    @Test
    void fullAndEmpty() {
        assertThat(EditMask.full(3, 2).ratio()).isEqualTo(1);
        assertThat(EditMask.empty(3, 2).ratio()).isZero();
        assertThat(EditMask.empty(3, 2).isEmpty()).isTrue();
        assertThatThrownBy(() -> EditMask.empty(0, 2)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> EditMask.empty(1 << 16, 1 << 16)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> EditMask.of(2, 2, new byte[3])).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void comesFromBufferedImages() {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
        image.setRGB(1, 0, 0xFFFFFF);

        assertThat(EditMask.of(image)).isEqualTo(EditMask.rectangle(2, 1, 1, 0, 1, 1));
    }

    @Test
    void isNotChangedFromOutside() {
        byte[] values = {0};
        EditMask mask = EditMask.of(1, 1, values);

        values[0] = 9;
        mask.toBytes()[0] = 9;

        assertThat(mask.value(0, 0)).isZero();
    }

    @Test
    void equalsByContent() {
        assertThat(EditMask.full(2, 3)).isEqualTo(EditMask.full(2, 3)).hasSameHashCodeAs(EditMask.full(2, 3));
        assertThat(EditMask.full(2, 3)).isNotEqualTo(EditMask.full(3, 2)).isNotEqualTo(EditMask.empty(2, 3));
    }
}
