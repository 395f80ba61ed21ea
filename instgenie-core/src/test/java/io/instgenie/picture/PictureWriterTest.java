package io.instgenie.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PictureWriterTest {
    private static final PictureReader READER = new PictureReader(1 << 14);
    private static final String XMP = "<x:xmpmeta tiff:Orientation=\"6\"><dc:title>Meadow</dc:title></x:xmpmeta>";

    @Test
    void exifAndXmpSurviveOnlyWhereAskedFor() throws IOException {
        List<RandomPictures.Sample> tagged = RandomPictures.all()
                .filter(sample -> sample.name().endsWith(".jpg"))
                .filter(sample -> JpegBlocks.parse(sample.file()).orientation() != Orientation.NORMAL)
                .limit(5)
                .toList();
        assertThat(tagged).hasSize(5);
        for (RandomPictures.Sample sample : tagged) {
            Picture picture = READER.read(withXmp(sample.file()));

            for (boolean kept : new boolean[] {false, true}) {
                FileBlocks png = PngBlocks.parse(png(kept ? picture.withMetadata() : picture));
                FileBlocks jpeg = JpegBlocks.parse(jpeg(kept ? picture.withMetadata() : picture));
                for (FileBlocks blocks : List.of(png, jpeg)) {
                    assertThat(blocks.exif() != null).isEqualTo(kept);
                    assertThat(blocks.xmp() != null).isEqualTo(kept);
                    assertThat(blocks.orientation()).isEqualTo(Orientation.NORMAL);
                    byte[] xmp = blocks.xmp();
                    if (xmp != null) {
                        assertThat(new String(xmp, StandardCharsets.UTF_8))
                                .isEqualTo(XMP.replace("Orientation=\"6\"", "Orientation=\"1\""));
                    }
                }
            }
        }
    }

    @Test
    void aLongProfileTakesSeveralSegments() throws IOException {
        byte[] icc = new byte[200_000];
        for (int i = 0; i < icc.length; i++) {
            icc[i] = (byte) (i * 31 + i / 256);
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(new byte[] {(byte) 0xFF, (byte) 0xD8});
        file.writeBytes(JpegBlocks.ofProfile(icc));

        assertThat(JpegBlocks.parse(file.toByteArray()).icc()).isEqualTo(icc);
    }

    @Test
    void pngChunksSayAgainWhatTheySaid() throws IOException {
        RandomPictures.Sample sample = RandomPictures.all()
                .filter(candidate -> candidate.name().endsWith(".png"))
                .filter(candidate ->
                        PngBlocks.parse(candidate.file()).colorChunks().size() > 1)
                .findFirst()
                .orElseThrow();

        List<PngChunk> written =
                PngBlocks.parse(png(READER.read(sample.file()))).colorChunks();

        List<PngChunk> read = PngBlocks.parse(sample.file()).colorChunks();
        assertThat(written).usingRecursiveComparison().isEqualTo(read);
        assertThat(JpegBlocks.parse(jpeg(READER.read(sample.file()))).icc()).isNotNull();
    }

    private static byte[] withXmp(byte[] jpeg) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(jpeg, 0, 2);
        file.writeBytes(JpegBlocks.ofXmp(XMP.getBytes(StandardCharsets.UTF_8)));
        file.write(jpeg, 2, jpeg.length - 2);
        return file.toByteArray();
    }

    private static byte[] png(Picture picture) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PictureWriter.writePng(picture, out);
        return out.toByteArray();
    }

    private static byte[] jpeg(Picture picture) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PictureWriter.writeJpeg(picture, out);
        return out.toByteArray();
    }
}
