package io.instgenie.picture;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes, they are read or refused, and nothing else happens. Plain builds run the seeds; {@code JAZZER_FUZZ=1} fuzzes one method. */
class PictureFuzzTest {
    private static final PictureReader READER = new PictureReader(1 << 14);

    static Stream<byte[]> pictures() {
        List<String> seen = List.of("png", "jpg", "tif", "gif", "bmp", "webp");
        return Stream.concat(
                RandomPictures.all().filter(picture -> picture.index() < 16).map(RandomPictures.Sample::file),
                seen.stream().map(suffix -> RandomPictures.first(suffix).file()));
    }

    static Stream<byte[]> profiles() {
        return RandomPictures.all()
                .map(RandomPictures.Sample::file)
                .map(PictureFuzzTest::profile)
                .filter(profile -> profile.length > 0)
                .limit(10);
    }

    static Stream<byte[]> exifs() {
        return RandomPictures.all()
                .map(RandomPictures.Sample::file)
                .map(PictureFuzzTest::exif)
                .filter(exif -> exif.length > 0)
                .limit(10);
    }

    private static byte[] profile(byte[] file) {
        byte[] icc = blocks(file).icc();
        return icc == null ? new byte[0] : icc;
    }

    private static byte[] exif(byte[] file) {
        byte[] exif = blocks(file).exif();
        return exif == null ? new byte[0] : exif;
    }

    private static FileBlocks blocks(byte[] file) {
        try {
            return PictureFormat.of(file).blocks(file);
        } catch (PictureException e) {
            throw new UncheckedIOException(e);
        }
    }

    @MethodSource("pictures")
    @FuzzTest(maxDuration = "10m")
    void pictureIsReadOrRefused(byte[] file) throws IOException {
        try {
            Picture picture = READER.read(file);
            PictureWriter.writePng(picture.withMetadata(), OutputStream.nullOutputStream());
        } catch (PictureException expected) {
            if (expected.getMessage() == null || expected.getMessage().isBlank()) {
                throw new AssertionError("no reason is told", expected);
            }
        }
    }

    @MethodSource("profiles")
    @FuzzTest(maxDuration = "10m")
    void profileIsUsedOrLeft(byte[] icc) {
        ColorProfile.of(icc).ifPresent(profile -> {
            if (profile.colors() == 3 && profile.toSrgb(new byte[6]).length != 6) {
                throw new AssertionError("two pixels became another number");
            }
            profile.takesColors();
        });
    }

    @MethodSource("exifs")
    @FuzzTest(maxDuration = "10m")
    void exifIsUnderstoodOrLeft(byte[] exif) {
        FileBlocks blocks = FileBlocks.of(null, List.of(), exif, exif, null);
        byte[] upright = blocks.uprightExif();
        if (upright == null || upright.length != exif.length) {
            throw new AssertionError("the data have another length");
        }
        blocks.uprightXmp();
    }
}
