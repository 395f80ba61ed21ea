package io.instgenie.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever Pillow writes is read as Pillow shows it, and what is not painted is stored again, bit for bit. */
class RandomPicturesTest {
    private static final PictureReader READER = new PictureReader(1 << 14);

    static Stream<RandomPictures.Sample> samples() {
        return RandomPictures.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isReadAsPillowShowsItAndKeptWhereItIsNotPainted(RandomPictures.Sample sample) throws IOException {
        Picture picture = READER.read(sample.file());
        requireShown(picture, sample);
        requireKept(picture, new Random(sample.index()));
    }

    private static void requireShown(Picture picture, RandomPictures.Sample sample) {
        assertThat(picture.width()).isEqualTo(sample.width());
        assertThat(picture.height()).isEqualTo(sample.height());
        byte[] shown = sample.shown();
        int channels = picture.hasAlpha() ? 4 : 3;
        int most = 0;
        for (int i = 0; i < picture.srgb().length; i++) {
            int expected = shown[i / channels * 4 + i % channels] & 0xFF;
            most = Math.max(most, Math.abs((picture.srgb()[i] & 0xFF) - expected));
        }
        assertThat(most).isLessThanOrEqualTo(sample.allowed());
    }

    private static void requireKept(Picture picture, Random random) throws IOException {
        byte[] values = new byte[picture.width() * picture.height()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (random.nextBoolean() ? 0 : random.nextInt(256));
        }
        byte[] paint = new byte[picture.srgb().length];
        random.nextBytes(paint);

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PictureWriter.writePng(picture.painted(paint, values), out);
        Picture result = READER.read(out.toByteArray());

        assertThat(result.depth()).isEqualTo(picture.depth());
        assertThat(result.profile().icc()).isEqualTo(picture.profile().icc());
        int size = picture.samples().pixelBytes();
        for (int i = 0; i < values.length; i++) {
            if (values[i] == 0) {
                assertThat(Arrays.copyOfRange(result.stored(), i * size, (i + 1) * size))
                        .isEqualTo(Arrays.copyOfRange(picture.stored(), i * size, (i + 1) * size));
            }
        }
    }
}
