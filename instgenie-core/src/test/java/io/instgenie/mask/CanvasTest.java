package io.instgenie.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.InvalidRequestException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanvasTest {
    @Test
    void whatFitsPassesUntouched() {
        EditImage image = random(32, 48);
        EditMask mask = EditMask.full(32, 48);
        Canvas canvas = Canvas.of(image, 16);

        assertThat(canvas.fits()).isTrue();
        assertThat(canvas.tokens()).isEqualTo(6);
        assertThat(canvas.pad(image)).isSameAs(image);
        assertThat(canvas.pad(mask)).isSameAs(mask);
        assertThat(canvas.crop(image)).isSameAs(image);
    }

    @ParameterizedTest
    @CsvSource({"1,1,1,1", "16,1,1,1", "17,16,2,1", "30,50,2,4", "33,15,3,1"})
    void repeatsTheEdgeAndCropsItAway(int width, int height, int gridWidth, int gridHeight) {
        EditImage image = random(width, height);
        Canvas canvas = Canvas.of(image, 16);

        EditImage padded = canvas.pad(image);

        assertThat(padded.width()).isEqualTo(canvas.width()).isEqualTo(16 * gridWidth);
        assertThat(padded.height()).isEqualTo(canvas.height()).isEqualTo(16 * gridHeight);
        for (int y = 0; y < padded.height(); y++) {
            for (int x = 0; x < padded.width(); x++) {
                assertThat(padded.rgb(x, y))
                        .as("(%d, %d)", x, y)
                        .isEqualTo(image.rgb(Math.min(x, width - 1), Math.min(y, height - 1)));
            }
        }
        assertThat(canvas.crop(padded)).isEqualTo(image);
    }

    @Test
    void maskIsBlackInThePadding() {
        EditMask padded = new Canvas(17, 5, 16).pad(EditMask.full(17, 5));

        assertThat(padded).isEqualTo(EditMask.rectangle(32, 16, 0, 0, 17, 5));
    }

    @Test
    void refusesOtherSizes() {
        Canvas canvas = new Canvas(17, 5, 16);

        assertThatThrownBy(() -> canvas.pad(EditMask.full(5, 17)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("17 x 5");
        assertThatThrownBy(() -> canvas.pad(random(16, 16))).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> canvas.crop(random(17, 5))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Canvas(0, 5, 16)).isInstanceOf(InvalidRequestException.class);
    }

    private static EditImage random(int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        new Random(3).nextBytes(rgb);
        return EditImage.ofRgb(width, height, rgb);
    }
}
