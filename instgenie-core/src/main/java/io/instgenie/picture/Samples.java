package io.instgenie.picture;

import java.util.Arrays;

/**
 * A picture's samples as a file stores them: interleaved {@code [height, width, channels]}, row by row, 8 bits each, or 16 bits with
 * the upper byte first; alpha, if any, is the last channel and not premultiplied. Owned by whoever made it, and not changed later.
 *
 * @param sampleBytes 1 or 2
 * @param data {@code [height, width, channels, sampleBytes]}
 */
record Samples(int width, int height, int channels, int sampleBytes, byte[] data) {
    Samples {
        if (width < 1 || height < 1 || (long) width * height * channels * sampleBytes != data.length) {
            throw new IllegalArgumentException(
                    width + " x " + height + " x " + channels + " samples cannot be made of " + data.length + " bytes");
        }
    }

    int pixels() {
        return width * height;
    }

    /** Bytes of a pixel. */
    int pixelBytes() {
        return channels * sampleBytes;
    }

    /** The upper 8 bits of each sample, {@code [height, width, channels]}: {@link #data} itself where there are no others. */
    byte[] upperBytes() {
        if (sampleBytes == 1) {
            return data;
        }
        byte[] upper = new byte[data.length / 2];
        for (int i = 0; i < upper.length; i++) {
            upper[i] = data[2 * i];
        }
        return upper;
    }

    /** The same picture with channels chosen from this one's, in that order. */
    Samples select(int... chosen) {
        byte[] selected = new byte[Math.multiplyExact(pixels(), chosen.length * sampleBytes)];
        int to = 0;
        for (int pixel = 0; pixel < data.length; pixel += pixelBytes()) {
            for (int channel : chosen) {
                System.arraycopy(data, pixel + channel * sampleBytes, selected, to, sampleBytes);
                to += sampleBytes;
            }
        }
        return new Samples(width, height, chosen.length, sampleBytes, selected);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Samples that
                && width == that.width
                && channels == that.channels
                && sampleBytes == that.sampleBytes
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * width + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "Samples[" + width + " x " + height + ", " + channels + " of " + 8 * sampleBytes + " bits]";
    }
}
