package io.instgenie.picture;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a picture file says about its samples, as bytes. Every part may be absent.
 *
 * @param icc colour profile
 * @param colorChunks a PNG's cICP, sRGB, gAMA and cHRM
 * @param exif a TIFF structure, without what a container writes before it
 * @param xmp UTF-8
 * @param resolution how densely to print
 * @param orientation how rows and columns lie
 */
record FileBlocks(
        byte @Nullable [] icc,
        List<PngChunk> colorChunks,
        byte @Nullable [] exif,
        byte @Nullable [] xmp,
        @Nullable Resolution resolution,
        Orientation orientation) {
    static final FileBlocks NONE = new FileBlocks(null, List.of(), null, null, null, Orientation.NORMAL);

    /** An attribute or an element. */
    private static final Pattern XMP_ORIENTATION = Pattern.compile("(tiff:Orientation(?:\\s*=\\s*[\"']|>))([0-9])");

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
                resolution == null ? Resolution.of(directory) : resolution,
                Orientation.of(orientation));
    }

    private static int orientation(byte @Nullable [] xmp) {
        if (xmp == null) {
            return 1;
        }
        Matcher matcher = XMP_ORIENTATION.matcher(new String(xmp, StandardCharsets.UTF_8));
        return matcher.find() ? Integer.parseInt(matcher.group(2)) : 1;
    }

    /** For a picture whose sides have changed places. */
    FileBlocks turned() {
        return new FileBlocks(
                icc, colorChunks, exif, xmp, resolution == null ? null : resolution.turned(), orientation);
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
