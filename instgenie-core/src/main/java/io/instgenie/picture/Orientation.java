package io.instgenie.picture;

/**
 * How stored rows and columns lie in the picture as it is shown: the eight values of the Exif and TIFF tag {@code Orientation}, applied as
 * PIL's {@code exif_transpose} does.
 */
enum Orientation {
    NORMAL(false, false, false),
    MIRRORED(false, true, false),
    TURNED_180(false, true, true),
    FLIPPED(false, false, true),
    TRANSPOSED(true, false, false),
    TURNED_90(true, false, true),
    TRANSVERSED(true, true, true),
    TURNED_270(true, true, false);

    /** The tag's number in TIFF and Exif. */
    static final int TAG = 274;

    private final boolean swapped;
    private final boolean fromRight;
    private final boolean fromBottom;

    /**
     * @param swapped whether a shown row is a stored column
     * @param fromRight whether stored columns are read from the last to the first
     * @param fromBottom whether stored rows are
     */
    Orientation(boolean swapped, boolean fromRight, boolean fromBottom) {
        this.swapped = swapped;
        this.fromRight = fromRight;
        this.fromBottom = fromBottom;
    }

    /** The orientation with a tag's value; normal for values that have no meaning. */
    static Orientation of(int value) {
        return value >= 1 && value <= values().length ? values()[value - 1] : NORMAL;
    }

    boolean swapsSides() {
        return swapped;
    }

    /** The picture as it is shown. */
    Samples apply(Samples stored) {
        if (this == NORMAL) {
            return stored;
        }
        int width = swapped ? stored.height() : stored.width();
        int height = swapped ? stored.width() : stored.height();
        int size = stored.pixelBytes();
        byte[] shown = new byte[stored.data().length];
        int to = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int column = swapped ? y : x;
                int row = swapped ? x : y;
                column = fromRight ? stored.width() - 1 - column : column;
                row = fromBottom ? stored.height() - 1 - row : row;
                int from = (row * stored.width() + column) * size;
                for (int i = 0; i < size; i++) {
                    shown[to++] = stored.data()[from + i];
                }
            }
        }
        return new Samples(width, height, stored.channels(), stored.sampleBytes(), shown);
    }
}
