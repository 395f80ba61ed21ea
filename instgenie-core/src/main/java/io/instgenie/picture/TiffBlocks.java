package io.instgenie.picture;

import java.util.List;

/** What the first directory of a TIFF file says about its samples. */
final class TiffBlocks {
    private static final int XMP = 700;
    private static final int ICC = 34675;

    private TiffBlocks() {}

    /** The file without its colour profile, by which a reader would convert samples here and there. */
    static byte[] withoutProfile(byte[] file) {
        return TiffDirectory.of(file).without(ICC);
    }

    static FileBlocks parse(byte[] file) {
        TiffDirectory directory = TiffDirectory.of(file);
        return new FileBlocks(
                directory.bytes(ICC),
                List.of(),
                null,
                directory.bytes(XMP),
                Resolution.of(directory),
                Orientation.of(directory.integer(Orientation.TAG).orElse(1)));
    }
}
