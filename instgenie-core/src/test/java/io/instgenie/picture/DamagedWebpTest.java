package io.instgenie.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class DamagedWebpTest {
    private static final PictureReader READER = new PictureReader(1 << 14);

    /** A few bytes that announce tens of thousands of tables kept a decoder busy for hours. */
    @Test
    void noisyLosslessDataEndSoon() {
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            byte[] noise = new byte[5 + random.nextInt(60)];
            random.nextBytes(noise);
            noise[0] = 0x2F;
            noise[1] = 7; // 8 x 1
            noise[2] = 0;
            noise[3] = 0;
            noise[4] = 0;
            byte[] file = riff("VP8L", noise);
            Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
                try {
                    assertThat(READER.read(file).width()).isEqualTo(8);
                } catch (PictureException e) {
                    assertThat(e).hasMessageStartingWith("is ");
                }
            });
        }
    }

    @Test
    void movingAndEmptyPicturesAreCalledWhatTheyAre() {
        assertThatThrownBy(() -> READER.read(riff("ANMF", new byte[16])))
                .isInstanceOf(PictureException.class)
                .hasMessageContaining("moving");
        assertThatThrownBy(() -> READER.read(riff("EXIF", new byte[16])))
                .isInstanceOf(PictureException.class)
                .hasMessageContaining("no whole picture");
    }

    @Test
    void everyTruncatedLossyPictureIsRefused() {
        byte[] file = RandomPictures.all()
                .filter(sample -> sample.name().endsWith(".webp"))
                .map(RandomPictures.Sample::file)
                .filter(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).contains("VP8 "))
                .findFirst()
                .orElseThrow();
        int chunk = new String(file, StandardCharsets.ISO_8859_1).indexOf("VP8 ");
        int end =
                chunk + 8 + ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(chunk + 4);
        for (int length = 12; length < end; length += 7) {
            byte[] part = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> READER.read(part))
                    .as("first %d of %d bytes", length, file.length)
                    .isInstanceOf(PictureException.class);
        }
    }

    private static byte[] riff(String name, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int padded = data.length + data.length % 2;
        out.writeBytes(ByteBuffer.allocate(20)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(12 + padded)
                .put("WEBP".getBytes(StandardCharsets.US_ASCII))
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .putInt(data.length)
                .array());
        out.writeBytes(Arrays.copyOf(data, padded));
        return out.toByteArray();
    }
}
