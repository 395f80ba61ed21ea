package io.instgenie.picture;

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
        return FileBlocks.ofTiff(TiffDirectory.of(file), ICC, XMP);
    }
}
