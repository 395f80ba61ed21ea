package io.instgenie.picture;

/** Reads a block's coefficients (RFC 6386, section 13) and transforms them (section 14). Stateless. */
final class Vp8Coefficients {
    private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};
    private static final int[] BANDS = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};
    private static final int[][] LARGE = {
        {173, 148, 140},
        {176, 155, 140, 135},
        {180, 157, 141, 134, 130},
        {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
    };
    private static final int SIN = 35468; // sqrt(2) sin(pi / 8) in 16 bits
    private static final int COS = 20091 + (1 << 16); // sqrt(2) cos(pi / 8)

    private Vp8Coefficients() {}

    /**
     * A block's coefficients.
     *
     * @param probabilities {@code [4][8][3][11]}, flat
     * @param type 0 luma without DC, 1 luma's DCs, 2 chroma, 3 luma
     * @param context how many of the blocks above and left have coefficients
     * @param steps of DC and AC
     * @param block {@code [16]}, zeros; what is read is put there, multiplied
     * @return one more than the place of the last one in zigzag order; the first place if there is none
     */
    static int read(Vp8Bits bits, int[] probabilities, int type, int context, int[] steps, int[] block)
            throws PictureException {
        int n = type == 0 ? 1 : 0;
        int p = place(type, n, context);
        while (n < 16) {
            if (bits.bit(probabilities[p]) == 0) {
                return n;
            }
            while (bits.bit(probabilities[p + 1]) == 0) {
                if (++n == 16) {
                    return 16;
                }
                p = place(type, n, 0);
            }
            int value = 1;
            int next = 1;
            if (bits.bit(probabilities[p + 2]) == 1) {
                value = large(bits, probabilities, p);
                next = 2;
            }
            int signed = bits.flag() ? -value : value;
            block[ZIGZAG[n]] = signed * steps[n > 0 ? 1 : 0];
            p = place(type, ++n, next);
        }
        return 16;
    }

    private static int place(int type, int n, int context) {
        return ((type * 8 + BANDS[n]) * 3 + context) * 11;
    }

    private static int large(Vp8Bits bits, int[] probabilities, int p) throws PictureException {
        if (bits.bit(probabilities[p + 3]) == 0) {
            return bits.bit(probabilities[p + 4]) == 0 ? 2 : 3 + bits.bit(probabilities[p + 5]);
        }
        if (bits.bit(probabilities[p + 6]) == 0) {
            return bits.bit(probabilities[p + 7]) == 0 ? 5 + bits.bit(159) : 7 + 2 * bits.bit(165) + bits.bit(145);
        }
        int high = bits.bit(probabilities[p + 8]);
        int category = 2 * high + bits.bit(probabilities[p + 9 + high]);
        int value = 0;
        for (int probability : LARGE[category]) {
            value = 2 * value + bits.bit(probability);
        }
        return value + 3 + (8 << category);
    }

    /** The sixteen DCs of luma blocks behind their own coefficients (inverse Walsh-Hadamard). */
    static int[] dcs(int[] in) {
        int[] sums = new int[16];
        for (int i = 0; i < 4; i++) {
            int a0 = in[i] + in[12 + i];
            int a1 = in[4 + i] + in[8 + i];
            int a2 = in[4 + i] - in[8 + i];
            int a3 = in[i] - in[12 + i];
            sums[i] = a0 + a1;
            sums[8 + i] = a0 - a1;
            sums[4 + i] = a3 + a2;
            sums[12 + i] = a3 - a2;
        }
        int[] dcs = new int[16];
        for (int i = 0; i < 16; i += 4) {
            int dc = sums[i] + 3;
            int a0 = dc + sums[i + 3];
            int a1 = sums[i + 1] + sums[i + 2];
            int a2 = sums[i + 1] - sums[i + 2];
            int a3 = dc - sums[i + 3];
            dcs[i] = (a0 + a1) >> 3;
            dcs[i + 1] = (a3 + a2) >> 3;
            dcs[i + 2] = (a0 - a1) >> 3;
            dcs[i + 3] = (a3 - a2) >> 3;
        }
        return dcs;
    }

    /** Adds the differences behind a block's coefficients (inverse DCT) to its prediction. */
    static void add(int[] in, Vp8Plane plane, int x, int y) {
        int[] columns = new int[16];
        for (int i = 0; i < 4; i++) {
            int a = in[i] + in[8 + i];
            int b = in[i] - in[8 + i];
            int c = times(in[4 + i], SIN) - times(in[12 + i], COS);
            int d = times(in[4 + i], COS) + times(in[12 + i], SIN);
            columns[4 * i] = a + d;
            columns[4 * i + 1] = b + c;
            columns[4 * i + 2] = b - c;
            columns[4 * i + 3] = a - d;
        }
        for (int i = 0; i < 4; i++) {
            int dc = columns[i] + 4;
            int a = dc + columns[8 + i];
            int b = dc - columns[8 + i];
            int c = times(columns[4 + i], SIN) - times(columns[12 + i], COS);
            int d = times(columns[4 + i], COS) + times(columns[12 + i], SIN);
            int[] row = {a + d, b + c, b - c, a - d};
            for (int j = 0; j < 4; j++) {
                plane.set(x + j, y + i, plane.at(x + j, y + i) + (row[j] >> 3));
            }
        }
    }

    private static int times(int value, int factor) {
        return (int) ((long) value * factor >> 16);
    }
}
