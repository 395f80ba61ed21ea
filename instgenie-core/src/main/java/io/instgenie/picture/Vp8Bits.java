package io.instgenie.picture;

/** Reads what an arithmetic coder wrote (RFC 6386, section 7). */
final class Vp8Bits {
    /** A coder's last bits may lie behind the end, where zeros are. */
    private static final int SPARE = 4;

    private final byte[] data;
    private final int end;
    private int position;
    private int value;
    private int range = 255;
    private int shifted;

    Vp8Bits(byte[] data, int start, int end) throws PictureException {
        this.data = data;
        this.end = end;
        position = start;
        value = next() << 8;
        value |= next();
    }

    private int next() throws PictureException {
        if (position >= end + SPARE) {
            throw new PictureException("is damaged: it ends early");
        }
        int at = position++;
        return at < end ? data[at] & 0xFF : 0;
    }

    /** A bit that is 0 with this probability, of 256. */
    int bit(int probability) throws PictureException {
        int split = 1 + (((range - 1) * probability) >> 8);
        int bit = value >= split << 8 ? 1 : 0;
        if (bit == 1) {
            range -= split;
            value -= split << 8;
        } else {
            range = split;
        }
        while (range < 128) {
            value <<= 1;
            range <<= 1;
            if (++shifted == 8) {
                shifted = 0;
                value |= next();
            }
        }
        return bit;
    }

    boolean flag() throws PictureException {
        return bit(128) == 1;
    }

    /** A number of so many bits. */
    int number(int bits) throws PictureException {
        int number = 0;
        for (int i = 0; i < bits; i++) {
            number = number << 1 | bit(128);
        }
        return number;
    }

    /** A flag; where it is set, a number and its sign. Else 0. */
    int optional(int bits) throws PictureException {
        if (!flag()) {
            return 0;
        }
        int number = number(bits);
        return flag() ? -number : number;
    }
}
