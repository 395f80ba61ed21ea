package io.instgenie.picture;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a picture file says about its samples, as bytes. Every part may be absent. Arrays are shared: who gets one leaves it as it is. */
final class FileBlocks {
    static final FileBlocks NONE =
            new FileBlocks(null, List.of(), null, null, new Display(Optional.empty(), Orientation.NORMAL));

    /** An attribute or an element. */
    private static final Pattern XMP_ORIENTATION = Pattern.compile("(tiff:Orientation(?:\\s*=\\s*[\"']|>))([0-9])");

    private final byte @Nullable [] icc;
    private final List<PngChunk> colorChunks;
    private final byte @Nullable [] exif;
    private final byte @Nullable [] xmp;
    private final Display display;

    /**
     * How a viewer shows the picture.
     *
     * @param orientation how rows and columns lie
     */
    private record Display(Optional<Resolution> resolution, Orientation orientation) {}

    // No record: retransformed by a Java agent, one with annotated components loses its fields.
    private FileBlocks(
            byte @Nullable [] icc,
            List<PngChunk> colorChunks,
            byte @Nullable [] exif,
            byte @Nullable [] xmp,
            Display display) {
        this.icc = icc;
        this.colorChunks = colorChunks;
        this.exif = exif;
        this.xmp = xmp;
        this.display = display;
    }

    /** Blocks whose orientation and, if need be, resolution are what Exif says, or else XMP. */
    static FileBlocks of(
            byte @Nullable [] icc,
            List<PngChunk> colorChunks,
            byte @Nullable [] exif,
            byte @Nullable [] xmp,
            @Nullable Resolution resolution) {
        TiffDirectory directory = TiffDirectory.of(exif == null ? new byte[0] : exif);
        int orientation = directory.integer(Orientation.TAG).orElseGet(() -> orientation(xmp));
        return new FileBlocks(
                icc,
                colorChunks,
                exif,
                xmp,
                new Display(
                        Optional.ofNullable(resolution == null ? Resolution.of(directory) : resolution),
                        Orientation.of(orientation)));
    }

    /** Blocks of a TIFF file, which has no Exif block of its own. */
    static FileBlocks ofTiff(TiffDirectory directory, int iccTag, int xmpTag) {
        return new FileBlocks(
                directory.bytes(iccTag),
                List.of(),
                null,
                directory.bytes(xmpTag),
                new Display(
                        Optional.ofNullable(Resolution.of(directory)),
                        Orientation.of(directory.integer(Orientation.TAG).orElse(1))));
    }

    private static int orientation(byte @Nullable [] xmp) {
        if (xmp == null) {
            return 1;
        }
        Matcher matcher = XMP_ORIENTATION.matcher(new String(xmp, StandardCharsets.UTF_8));
        return matcher.find() ? Integer.parseInt(matcher.group(2)) : 1;
    }

    /** The colour profile. */
    byte @Nullable [] icc() {
        return icc;
    }

    /** A PNG's cICP, sRGB, gAMA and cHRM. */
    List<PngChunk> colorChunks() {
        return colorChunks;
    }

    /** A TIFF structure, without what a container writes before it. */
    byte @Nullable [] exif() {
        return exif;
    }

    /** UTF-8. */
    byte @Nullable [] xmp() {
        return xmp;
    }

    @Nullable
    Resolution resolution() {
        return display.resolution().orElse(null);
    }

    /** How rows and columns lie. */
    Orientation orientation() {
        return display.orientation();
    }

    /** For a picture whose sides have changed places. */
    FileBlocks turned() {
        return new FileBlocks(
                icc,
                colorChunks,
                exif,
                xmp,
                new Display(display.resolution().map(Resolution::turned), display.orientation()));
    }

    /** The Exif data for a picture that is stored upright, without the thumbnail, which shows another picture now. */
    byte @Nullable [] uprightExif() {
        return exif == null ? null : TiffDirectory.of(exif).alone(Orientation.TAG, 1);
    }

    /** The XMP data for a picture that is stored upright. */
    byte @Nullable [] uprightXmp() {
        return xmp == null
                ? null
                : XMP_ORIENTATION
                        .matcher(new String(xmp, StandardCharsets.UTF_8))
                        .replaceAll(match -> Matcher.quoteReplacement(match.group(1) + "1"))
                        .getBytes(StandardCharsets.UTF_8);
    }
}
