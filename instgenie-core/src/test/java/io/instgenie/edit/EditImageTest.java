package io.instgenie.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EditImageTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rgb16",
                "grey16",
                "grey8",
                "grey1",
                "grey4",
                "greyalpha8",
                "rgba16",
                "rgba8",
                "palette",
            })
    void readsWhatPilReads(String name) throws IOException {
        EditImage image = EditImage.read(PilPictures.stream(name));

        assertThat(image.width()).isEqualTo(7);
        assertThat(image.height()).isEqualTo(5);
        assertThat(image.toRgbaBytes()).isEqualTo(PilPictures.expected(name + ".rgba"));
    }

    @Test
    void pixelsAreInReadingOrder() {
        EditImage image =
                EditImage.ofRgba(2, 1, new byte[] {1, 2, 3, 4, (byte) 250, (byte) 251, (byte) 252, (byte) 253});

        assertThat(image.rgb(0, 0)).isEqualTo(0x010203);
        assertThat(image.rgb(1, 0)).isEqualTo(0xFAFBFC);
        assertThat(image.alpha(1, 0)).isEqualTo(253);
        assertThat(image.toRgbBytes()).containsExactly(1, 2, 3, 250, 251, 252);
        assertThat(EditImage.ofRgb(1, 1, new byte[3]).toRgbaBytes()).containsExactly(0, 0, 0, 255);
        assertThatThrownBy(() -> image.rgb(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> image.rgb(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void isNotChangedFromOutside() {
        byte[] rgb = {1, 2, 3};
        EditImage image = EditImage.ofRgb(1, 1, rgb);

        rgb[0] = 9;
        image.toRgbBytes()[1] = 9;
        image.toBufferedImage().setRGB(0, 0, 0x090909);

        assertThat(image.rgb(0, 0)).isEqualTo(0x010203);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pngKeepsEveryByte(boolean alpha) throws IOException {
        EditImage image = random(13, 7, alpha);
        Path file = folder.resolve("picture.PNG");

        image.write(file);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        image.writePng(out);

        assertThat(EditImage.read(file)).isEqualTo(image).hasSameHashCodeAs(image);
        assertThat(EditImage.read(new ByteArrayInputStream(out.toByteArray()))).isEqualTo(image);
        assertThat(EditImage.of(image.toBufferedImage())).isEqualTo(image);
        assertThat(EditImage.read(file)).isNotEqualTo(random(7, 13, alpha));
    }

    @Test
    void jpegIsCloseAndDropsAlpha() {
        byte[] rgba = new byte[16 * 16 * 4];
        for (int i = 0; i < rgba.length; i++) {
            rgba[i] = new byte[] {(byte) 200, 100, 50, 7}[i % 4];
        }
        Path file = folder.resolve("picture.jpg");

        EditImage.ofRgba(16, 16, rgba).write(file);
        EditImage read = EditImage.read(file);

        assertThat(read.hasAlpha()).isFalse();
        assertThat(read.rgb(8, 8) >> 16).isCloseTo(200, within(3));
        assertThat(read.rgb(8, 8) >> 8 & 0xFF).isCloseTo(100, within(3));
        assertThat(read.rgb(8, 8) & 0xFF).isCloseTo(50, within(3));
    }

    @Test
    void writingReplacesAndLeavesNothingBeside() throws IOException {
        Path file = folder.resolve("picture.png");
        Files.writeString(file, "old");

        EditImage image = random(3, 3, false);
        image.write(file);

        assertThat(EditImage.read(file)).isEqualTo(image);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void failedWritingLeavesNothing() throws IOException {
        Path occupied = folder.resolve("folder.png");
        Files.createDirectories(occupied.resolve("inner"));

        assertThatThrownBy(() -> random(3, 3, false).write(occupied))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("folder.png");
        assertThatThrownBy(() -> random(3, 3, false).write(folder.resolve("picture.webp")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("picture.webp")
                .hasMessageContaining("png");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(occupied);
        }
    }

    @Test
    void refusesWhatIsNoPicture() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.png"), "not a picture at all");

        assertThatThrownBy(() -> EditImage.read(file))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("notes.png")
                .hasMessageContaining("no picture");
        assertThatThrownBy(() -> EditImage.read(folder.resolve("absent.png")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("absent.png");
        assertThatThrownBy(() -> EditImage.read(InputStream.nullInputStream()))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void refusesTruncatedPng() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        random(40, 30, true).writePng(out);
        int end = out.size() - 12; // an IEND chunk holds nothing: a file without it is whole
        for (int length = 0; length < end; length += 1 + length / 40) {
            byte[] part = Arrays.copyOf(out.toByteArray(), length);
            assertThatThrownBy(() -> EditImage.read(new ByteArrayInputStream(part)))
                    .as("first %d of %d bytes", length, out.size())
                    .isInstanceOf(InvalidRequestException.class);
        }
    }

    @Test
    void refusesTruncatedJpeg() throws IOException {
        Path file = folder.resolve("picture.jpeg");
        random(64, 64, false).write(file);
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length < bytes.length - 2; length += 1 + length / 20) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> EditImage.read(file))
                    .as("first %d of %d bytes", length, bytes.length)
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("picture.jpeg");
        }
    }

    @Test
    void checksTheSizeBeforeDecoding() throws IOException {
        Path file = folder.resolve("bomb.png");
        Files.write(file, pngHeader(100_000, 90_000)); // decoding it would fail: there are no data

        assertThatThrownBy(() -> EditImage.read(file))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("bomb.png is too large: 100000 x 90000 pixels, the limit is 64000000");
        assertThatThrownBy(() -> EditImage.read(file, Long.MAX_VALUE))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("too large");
    }

    @Test
    void theLimitItselfIsAllowed() {
        Path file = folder.resolve("picture.png");
        random(5, 4, false).write(file);

        assertThat(EditImage.read(file, 20).width()).isEqualTo(5);
        assertThatThrownBy(() -> EditImage.read(file, 19)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void convertsPackedImages() {
        BufferedImage packed = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB_PRE);
        Graphics2D graphics = packed.createGraphics();
        graphics.setColor(new Color(255, 0, 0, 255));
        graphics.fillRect(1, 0, 1, 1);
        graphics.dispose();

        EditImage image = EditImage.of(packed);

        assertThat(image.rgb(1, 0)).isEqualTo(0xFF0000);
        assertThat(image.alpha(0, 0)).isZero();
        assertThat(image.alpha(1, 0)).isEqualTo(255);
    }

    @Test
    void convertsPartsOfImages() {
        BufferedImage whole = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
        whole.getRaster().setSample(2, 3, 0, 77);

        EditImage part = EditImage.of(whole.getSubimage(2, 2, 2, 2));

        assertThat(part.rgb(0, 1)).isEqualTo(0x4D4D4D);
    }

    @Test
    void refusesSizesThatDoNotMatch() {
        assertThatThrownBy(() -> EditImage.ofRgb(2, 2, new byte[11])).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> EditImage.ofRgb(0, 2, new byte[0])).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> EditImage.ofRgb(1 << 16, 1 << 16, new byte[0]))
                .isInstanceOf(InvalidRequestException.class);
    }

    private static EditImage random(int width, int height, boolean alpha) {
        byte[] bytes = new byte[width * height * (alpha ? 4 : 3)];
        new Random(11).nextBytes(bytes);
        return alpha ? EditImage.ofRgba(width, height, bytes) : EditImage.ofRgb(width, height, bytes);
    }

    private static byte[] pngHeader(int width, int height) {
        ByteBuffer header = ByteBuffer.allocate(33);
        header.putLong(0x89504E470D0A1A0AL)
                .putInt(13)
                .putInt(0x49484452)
                .putInt(width)
                .putInt(height);
        header.put((byte) 8).put((byte) 2).put((byte) 0).put((byte) 0).put((byte) 0);
        CRC32 crc = new CRC32();
        crc.update(header.array(), 12, 17);
        return header.putInt((int) crc.getValue()).array();
    }
}
