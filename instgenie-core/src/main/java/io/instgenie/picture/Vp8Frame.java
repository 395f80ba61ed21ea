package io.instgenie.picture;

import java.util.Arrays;

/**
 * Decodes a VP8 key frame, which is what a lossy WebP picture is (RFC 6386), to the very samples that libwebp decodes.
 */
final class Vp8Frame {
    private static final int HEADER = 10;
    private static final int BLOCKS = 25; // of a macroblock: 16 of luma, 4 and 4 of chroma, one of luma's DCs

    private final int width;
    private final int height;
    private final int columns;
    private final int rows;
    private final Vp8Bits bits;
    private final Vp8Header header;
    private final Vp8Bits[] partitions;
    private final Vp8Plane[] planes;
    private final int[] modesAbove;
    private final int[] modesLeft = new int[4];
    private final int[] coefficientsAbove; // [columns, 9]: 4 of luma, 2 and 2 of chroma, 1 of luma's DCs
    private final int[] coefficientsLeft = new int[9];
    private final int[][] filters; // [rows, columns]: level, negative where inner edges are filtered too
    private int segment;

    private Vp8Frame(byte[] data) throws PictureException {
        width = width(data);
        height = height(data);
        int first = ((data[0] & 0xFF) | (data[1] & 0xFF) << 8 | (data[2] & 0xFF) << 16) >> 5;
        int end = HEADER + first;
        if (end > data.length || width == 0 || height == 0) {
            throw new PictureException("is damaged: it ends early");
        }
        columns = (width + 15) / 16;
        rows = (height + 15) / 16;
        bits = new Vp8Bits(data, HEADER, end);
        header = new Vp8Header(bits);
        partitions = partitions(data, end, 1 << header.partitionBits);
        planes = new Vp8Plane[] {
            new Vp8Plane(16 * columns, 16 * rows),
            new Vp8Plane(8 * columns, 8 * rows),
            new Vp8Plane(8 * columns, 8 * rows)
        };
        modesAbove = new int[4 * columns];
        coefficientsAbove = new int[9 * columns];
        filters = new int[rows][columns];
    }

    /** From the header alone, as {@link #height(byte[])} is. */
    static int width(byte[] data) throws PictureException {
        requireKeyFrame(data);
        return (data[6] & 0xFF) | (data[7] & 0x3F) << 8;
    }

    static int height(byte[] data) throws PictureException {
        requireKeyFrame(data);
        return (data[8] & 0xFF) | (data[9] & 0x3F) << 8;
    }

    private static void requireKeyFrame(byte[] data) throws PictureException {
        if (data.length < HEADER || (data[0] & 1) != 0 || data[3] != (byte) 0x9D || data[4] != 1 || data[5] != 0x2A) {
            throw new PictureException("is damaged: it has no key frame");
        }
    }

    /** The size of each but the last, then their data. */
    private static Vp8Bits[] partitions(byte[] data, int at, int count) throws PictureException {
        Vp8Bits[] partitions = new Vp8Bits[count];
        int start = at + 3 * (count - 1);
        for (int i = 0; i < count; i++) {
            int size = data.length;
            if (start > data.length) {
                throw new PictureException("is damaged: it ends early");
            }
            if (i < count - 1) {
                int place = at + 3 * i;
                size = (data[place] & 0xFF) | (data[place + 1] & 0xFF) << 8 | (data[place + 2] & 0xFF) << 16;
            }
            int end = (int) Math.min(data.length, (long) start + size);
            partitions[i] = new Vp8Bits(data, start, end);
            start = end;
        }
        return partitions;
    }

    /** @throws PictureException if the data are no whole key frame */
    static Vp8Frame decode(byte[] data) throws PictureException {
        Vp8Frame frame = new Vp8Frame(data);
        for (int row = 0; row < frame.rows; row++) {
            Arrays.fill(frame.modesLeft, Vp8Prediction.DC);
            Arrays.fill(frame.coefficientsLeft, 0);
            for (int column = 0; column < frame.columns; column++) {
                frame.decode(column, row);
            }
        }
        frame.filter();
        return frame;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Luma, and the two of chroma at half the size. */
    Vp8Plane plane(int index) {
        return planes[index];
    }

    private void decode(int column, int row) throws PictureException {
        if (header.segmentMap) {
            int[] p = header.segmentProbabilities;
            segment = bits.bit(p[0]) == 0 ? bits.bit(p[1]) : 2 + bits.bit(p[2]);
        }
        boolean skipped = header.skips && bits.bit(header.skipProbability) == 1;
        boolean subBlocks = bits.bit(145) == 0;
        int[] modes = subBlocks ? subBlockModes(column) : wholeMode(column);
        int chroma = bits.bit(142) == 0
                ? Vp8Prediction.DC
                : bits.bit(114) == 0
                        ? Vp8Prediction.VERTICAL
                        : bits.bit(183) == 0 ? Vp8Prediction.HORIZONTAL : Vp8Prediction.TRUE_MOTION;
        int[][] blocks = new int[BLOCKS][16];
        boolean coefficients = false;
        if (skipped) {
            forgetCoefficients(column, subBlocks);
        } else {
            coefficients = readCoefficients(partitions[row % partitions.length], column, subBlocks, blocks);
        }
        drawLuma(column, row, subBlocks, modes, blocks);
        for (int plane = 1; plane < 3; plane++) {
            Vp8Prediction.predict(planes[plane], 8 * column, 8 * row, 8, chroma);
            for (int i = 0; i < 4; i++) {
                add(blocks[12 + 4 * plane + i], plane, 8 * column + i % 2 * 4, 8 * row + i / 2 * 4);
            }
        }
        int level = header.filterLevel(segment, subBlocks);
        filters[row][column] = subBlocks || coefficients ? -level : level;
    }

    /** One for the macroblock, which stands for all its blocks to those that come. */
    private int[] wholeMode(int column) throws PictureException {
        int mode = bits.bit(156) == 0
                ? (bits.bit(163) == 0 ? Vp8Prediction.DC : Vp8Prediction.VERTICAL)
                : (bits.bit(128) == 0 ? Vp8Prediction.HORIZONTAL : Vp8Prediction.TRUE_MOTION);
        Arrays.fill(modesAbove, 4 * column, 4 * column + 4, mode);
        Arrays.fill(modesLeft, mode);
        return new int[] {mode};
    }

    private int[] subBlockModes(int column) throws PictureException {
        int[] modes = new int[16];
        for (int i = 0; i < 16; i++) {
            int above = 4 * column + i % 4;
            modes[i] = subBlockMode((modesAbove[above] * 10 + modesLeft[i / 4]) * 9);
            modesAbove[above] = modes[i];
            modesLeft[i / 4] = modes[i];
        }
        return modes;
    }

    /** Walks the tree of modes (section 11.2). */
    private int subBlockMode(int p) throws PictureException {
        int[] probabilities = Vp8Tables.RFC_6386.subBlockModes();
        for (int mode = 0; mode < 3; mode++) {
            if (bits.bit(probabilities[p + mode]) == 0) {
                return mode;
            }
        }
        if (bits.bit(probabilities[p + 3]) == 0) {
            if (bits.bit(probabilities[p + 4]) == 0) {
                return 3;
            }
            return 5 + bits.bit(probabilities[p + 5]);
        }
        if (bits.bit(probabilities[p + 6]) == 0) {
            return 4;
        }
        if (bits.bit(probabilities[p + 7]) == 0) {
            return 7;
        }
        return 8 + bits.bit(probabilities[p + 8]);
    }

    private void forgetCoefficients(int column, boolean subBlocks) {
        int kept = subBlocks ? 8 : 9; // who has no block of DCs leaves what others said of theirs
        Arrays.fill(coefficientsAbove, 9 * column, 9 * column + kept, 0);
        Arrays.fill(coefficientsLeft, 0, kept, 0);
    }

    /** Whether there are any. */
    private boolean readCoefficients(Vp8Bits in, int column, boolean subBlocks, int[][] blocks)
            throws PictureException {
        int[] steps = header.steps(segment);
        int type = 3;
        if (!subBlocks) {
            read(in, 1, 9 * column + 8, 8, new int[] {steps[2], steps[3]}, blocks[24]);
            int[] dcs = Vp8Coefficients.dcs(blocks[24]);
            for (int i = 0; i < 16; i++) {
                blocks[i][0] = dcs[i];
            }
            type = 0;
        }
        boolean any = false;
        for (int i = 0; i < 16; i++) {
            any |= read(in, type, 9 * column + i % 4, i / 4, new int[] {steps[0], steps[1]}, blocks[i]);
        }
        for (int i = 16; i < 24; i++) {
            int plane = (i - 16) / 4; // of chroma
            int above = 9 * column + 4 + 2 * plane + i % 2;
            int left = 4 + 2 * plane + i % 4 / 2;
            any |= read(in, 2, above, left, new int[] {steps[4], steps[5]}, blocks[i]);
        }
        return any;
    }

    /** Whether the block has a difference to add. */
    private boolean read(Vp8Bits in, int type, int above, int left, int[] steps, int[] block) throws PictureException {
        int context = coefficientsAbove[above] + coefficientsLeft[left];
        int end = Vp8Coefficients.read(in, header.coefficients, type, context, steps, block);
        int found = end > (type == 0 ? 1 : 0) ? 1 : 0;
        coefficientsAbove[above] = found;
        coefficientsLeft[left] = found;
        return end > 1 || block[0] != 0;
    }

    private void drawLuma(int column, int row, boolean subBlocks, int[] modes, int[][] blocks) {
        int x = 16 * column;
        int y = 16 * row;
        int[] beyond = right(column, x + 16, y);
        if (!subBlocks) {
            Vp8Prediction.predict(planes[0], x, y, 16, modes[0]);
        }
        for (int i = 0; i < 16; i++) {
            int blockX = x + i % 4 * 4;
            int blockY = y + i / 4 * 4;
            if (subBlocks) {
                int[] right = i % 4 == 3 ? beyond : row(blockX + 4, blockY - 1);
                Vp8Prediction.predictBlock(planes[0], blockX, blockY, modes[i], right);
            }
            add(blocks[i], 0, blockX, blockY);
        }
    }

    /** What lies above and right of a macroblock, also for its blocks farther down; the last one's own corner again where nothing is. */
    private int[] right(int column, int x, int y) {
        if (column < columns - 1 || y == 0) {
            return row(x, y - 1);
        }
        int[] repeated = new int[4];
        Arrays.fill(repeated, planes[0].at(x - 1, y - 1));
        return repeated;
    }

    private int[] row(int x, int y) {
        int[] samples = new int[4];
        for (int i = 0; i < 4; i++) {
            samples[i] = planes[0].at(x + i, y);
        }
        return samples;
    }

    private void add(int[] block, int plane, int x, int y) {
        for (int coefficient : block) {
            if (coefficient != 0) {
                Vp8Coefficients.add(block, planes[plane], x, y);
                return;
            }
        }
    }

    private void filter() {
        Vp8LoopFilter filter = new Vp8LoopFilter(header, planes);
        for (int row = 0; row < rows && !header.unfiltered(); row++) {
            for (int column = 0; column < columns; column++) {
                int level = filters[row][column];
                if (level != 0) {
                    filter.apply(column, row, Math.abs(level), level < 0);
                }
            }
        }
    }
}
