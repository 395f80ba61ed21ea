package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.mask.PasteBack;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Objects;
import java.util.Random;
import java.util.zip.InflaterInputStream;
import javax.imageio.ImageIO;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures and masks of the kinds that were read wrongly: what is right for each. */
class FaultyPicturesTest {
    @TempDir
    Path folder;

    @Test
    void cmykIsNotWashedOut() {
        EditImage picture = picture("cmyk.jpg");

        requireColor(picture, 40, 10, 134, 46, 188, 2);
        assertThat(mean(picture, 0)).isCloseTo(127.1, within(0.2));
        assertThat(mean(picture, 1)).isCloseTo(127.1, within(0.2));
        assertThat(mean(picture, 2)).isCloseTo(127.3, within(0.2));
        assertThat(picture.notes()).singleElement().asString().contains("CMYK", "sRGB");
        assertThat(EditMask.of(picture).value(40, 10)).isCloseTo((134 * 299 + 46 * 587 + 188 * 114) / 1000, within(2));
    }

    @Test
    void orientationIsApplied() {
        EditImage picture = picture("exif6.jpg");

        requireColor(picture, 5, 5, 146, 188, 54, 0);
        requireColor(picture, 250, 5, 138, 210, 136, 0);
        EditMask.read(stream("exif6-mask.png")).requireSizeOf(picture);
        Path written = folder.resolve("upright.jpg");
        picture.withMetadata().write(written);
        requireColor(EditImage.read(written), 5, 5, 146, 188, 54, 6);
    }

    @Test
    void framesLieOnTheirScreen() {
        EditImage picture = picture("gifoffset.gif");

        assertThat(picture.width()).isEqualTo(80);
        assertThat(picture.height()).isEqualTo(48);
        requireColor(picture, 0, 0, 255, 0, 0, 0);
        requireColor(picture, 79, 47, 255, 0, 0, 0);
    }

    @Test
    void anSrgbProfileChangesNoPixel() {
        requireColor(picture("srgb-profile.jpg"), 10, 10, 26, 46, 83, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void theModelSeesSrgbAndTheResultKeepsTheProfile(String suffix) throws IOException {
        EditImage picture = picture("p3.png");
        requireColor(picture, 40, 30, 127, 163, 62, 1);
        assertThat(stored(picture, 40, 30)).containsExactly(134, 162, 77);
        EditMask mask = EditMask.rectangle(picture.width(), picture.height(), 0, 0, 20, 20);
        byte[] red = new byte[picture.width() * picture.height() * 3];
        for (int i = 0; i < red.length; i++) {
            red[i] = (byte) (i % 3 == 0 ? 200 : 40);
        }

        EditImage pasted = PasteBack.paste(picture, EditImage.ofRgb(picture.width(), picture.height(), red), mask);
        Path file = folder.resolve("result." + suffix);
        pasted.write(file);
        EditImage result = EditImage.read(file);

        int tolerance = suffix.equals("png") ? 0 : 6;
        requireColor(result, 10, 10, 200, 40, 40, tolerance + 2);
        requireColor(result, 40, 30, 127, 163, 62, tolerance + 1);
        assertThat(stored(result, 10, 10)[0]).as("sRGB's red in P3").isLessThan(195);
        assertThat(iccOf(file)).as("the profile's own primaries").contains(iccColumn());
        if (suffix.equals("png")) {
            assertThat(stored(result, 40, 30)).containsExactly(134, 162, 77);
        }
    }

    @Test
    void sixteenBitsAndAlphaAreKeptWhereNothingIsPainted() throws IOException {
        for (String name : new String[] {"rgb16", "rgba16", "grey16"}) {
            EditImage picture = EditImage.read(resource("/pictures/" + name + ".png"));
            assertThat(picture.depth()).isEqualTo(16);
            EditMask mask = EditMask.rectangle(7, 5, 1, 1, 2, 2);
            EditImage pasted = PasteBack.paste(picture, EditImage.ofRgb(7, 5, new byte[105]), mask);
            Path file = folder.resolve(name + ".png");
            pasted.write(file);
            EditImage result = EditImage.read(file);
            int size = result.toStoredBytes().length / 35;
            assertThat(size).isEqualTo(picture.hasAlpha() ? 8 : 6);
            for (int pixel = 0; pixel < 35; pixel++) {
                if (mask.isMasked(pixel % 7, pixel / 7)) {
                    assertThat(result.rgb(pixel % 7, pixel / 7)).isZero();
                    assertThat(result.alpha(pixel % 7, pixel / 7)).isEqualTo(255);
                } else {
                    assertThat(Arrays.copyOfRange(result.toStoredBytes(), pixel * size, (pixel + 1) * size))
                            .isEqualTo(Arrays.copyOfRange(picture.toStoredBytes(), pixel * size, (pixel + 1) * size));
                }
            }
        }
    }

    @Test
    void aMaskOfZeroAndOneIsRefused() {
        EditImage labels = picture("mask-zero-one.png");

        assertThatThrownBy(() -> EditMask.of(labels))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("brightest value is 1", "255", "128");
        assertThatThrownBy(() -> EditRequest.builder()
                        .template("t")
                        .mask(EditMask.of(2, 1, new byte[] {0, 127}))
                        .build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("brightest value is 127");
        assertThat(EditRequest.builder()
                        .template("t")
                        .mask(EditMask.empty(2, 1))
                        .build()
                        .mask()
                        .isEmpty())
                .isTrue();
    }

    @Test
    void aMaskWhoseAlphaVariesIsRefusedUnlessChosen() {
        EditImage hole = picture("mask-alpha.png");

        assertThatThrownBy(() -> EditMask.of(hole))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("alpha varies", "luminance", "alpha", "transparency");
        EditMask transparent = EditMask.ofTransparency(hole);
        assertThat(transparent.ratio()).isBetween(0.05, 0.3);
        assertThat(EditMask.ofAlpha(hole)).isEqualTo(transparent.invert());
        assertThat(EditMask.ofLuminance(hole)).isNotEqualTo(transparent);
        for (int y = 0; y < hole.height(); y += 5) {
            for (int x = 0; x < hole.width(); x += 5) {
                assertThat(transparent.value(x, y)).isEqualTo(255 - hole.alpha(x, y));
            }
        }
        assertThatThrownBy(() -> EditMask.ofAlpha(picture("p3.png")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("has none");
    }

    @ParameterizedTest
    @CsvSource({
        "0000001C66747970617669660000, AVIF, avifdec",
        "0000001866747970686569630000, HEIF, heif-convert",
        "FF0A, JPEG XL, djxl",
        "0000000C6A5020200D0A870A, JPEG 2000, opj_decompress"
    })
    void otherFormatsAreNamedWithWhatReadsThem(String start, String name, String reader) {
        byte[] file = Arrays.copyOf(HexFormat.of().parseHex(start), 64);

        assertThatThrownBy(() -> EditImage.read(new ByteArrayInputStream(file)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll(name, reader);
    }

    @Test
    void theHostsImageIoStaysAsItWas() throws IOException {
        String before = String.join(",", ImageIO.getReaderFormatNames());
        picture("cmyk.jpg");
        EditImage.read(stream("p3.png")).write(folder.resolve("written.jpg"));

        Iterator<ImageReaderSpi> readers =
                IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, true);
        while (readers.hasNext()) {
            assertThat(readers.next().getClass().getName()).startsWith("com.sun.imageio.");
        }
        assertThat(String.join(",", ImageIO.getReaderFormatNames())).isEqualTo(before);
        assertThatThrownBy(() -> Class.forName("com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReader"))
                .isInstanceOf(ClassNotFoundException.class);
        BufferedImage own = ImageIO.read(stream("srgb-profile.jpg"));
        assertThat(own.getWidth()).isEqualTo(80);
    }

    @Test
    void resolutionSurvivesFromFormatToFormat() throws IOException {
        byte[] rgb = new byte[4 * 4 * 3];
        new Random(1).nextBytes(rgb);
        Path jpeg = folder.resolve("dense.jpg");
        EditImage.ofRgb(4, 4, rgb).write(jpeg);
        byte[] bytes = Files.readAllBytes(jpeg);
        bytes[13] = 1; // JFIF: an inch
        bytes[14] = 1;
        bytes[15] = 44;
        bytes[16] = 0;
        bytes[17] = 72;
        Path png = folder.resolve("dense.png");
        EditImage.read(new ByteArrayInputStream(bytes)).write(png);
        Path again = folder.resolve("again.jpg");
        EditImage.read(png).write(again);

        assertThat(Arrays.copyOfRange(Files.readAllBytes(again), 13, 18)).isEqualTo(Arrays.copyOfRange(bytes, 13, 18));
    }

    private static void requireColor(EditImage picture, int x, int y, int red, int green, int blue, int allowed) {
        int rgb = picture.rgb(x, y);
        assertThat(rgb >> 16).isCloseTo(red, within(allowed));
        assertThat(rgb >> 8 & 0xFF).isCloseTo(green, within(allowed));
        assertThat(rgb & 0xFF).isCloseTo(blue, within(allowed));
    }

    private static int[] stored(EditImage picture, int x, int y) {
        byte[] stored = picture.toStoredBytes();
        int at = (y * picture.width() + x) * 3;
        return new int[] {stored[at] & 0xFF, stored[at + 1] & 0xFF, stored[at + 2] & 0xFF};
    }

    private static double mean(EditImage picture, int channel) {
        byte[] rgb = picture.toRgbBytes();
        long sum = 0;
        for (int i = channel; i < rgb.length; i += 3) {
            sum += rgb[i] & 0xFF;
        }
        return sum * 3.0 / rgb.length;
    }

    /** The profile of a file as the JDK's own reader finds it. */
    private static byte[] iccOf(Path file) throws IOException {
        String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        if (content.contains("ICC_PROFILE")) {
            return content.substring(content.indexOf("ICC_PROFILE")).getBytes(StandardCharsets.ISO_8859_1);
        }
        byte[] compressed =
                content.substring(content.indexOf("ICC profile\0\0") + 13).getBytes(StandardCharsets.ISO_8859_1);
        return new InflaterInputStream(new ByteArrayInputStream(compressed)).readNBytes(588);
    }

    private byte[] iccColumn() throws IOException {
        return Arrays.copyOfRange(stream("p3.icc").readAllBytes(), 128, 588);
    }

    private static EditImage picture(String name) {
        return EditImage.read(stream(name));
    }

    private static InputStream stream(String name) {
        return resource("/faults/" + name);
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(FaultyPicturesTest.class.getResourceAsStream(name), name);
    }
}
