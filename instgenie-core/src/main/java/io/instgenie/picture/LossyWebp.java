package io.instgenie.picture;

import org.jspecify.annotations.Nullable;

/**
 * Colours of a lossy WebP picture as libwebp and so every browser shows them. The bundled decoder is no help: it smooths edges otherwise, is
 * far off for some encoders' files, and repeats chroma for four pixels.
 */
final class LossyWebp {
    private final Vp8Frame frame;

    private LossyWebp(Vp8Frame frame) {
        this.frame = frame;
    }

    /**
     * The picture.
     *
     * @param alpha {@code [height, width]}, or null for none
     */
    static DecodedPicture decode(byte[] bitstream, byte @Nullable [] alpha) throws PictureException {
        LossyWebp colors = new LossyWebp(Vp8Frame.decode(bitstream));
        int width = colors.frame.width();
        int height = colors.frame.height();
        int channels = alpha == null ? 3 : 4;
        byte[] data = new byte[Math.multiplyExact(width * height, channels)];
        for (int pixel = 0; pixel < width * height; pixel++) {
            colors.write(pixel % width, pixel / width, data, pixel * channels);
            if (alpha != null) {
                data[4 * pixel + 3] = alpha[pixel];
            }
        }
        return new DecodedPicture(new Samples(width, height, channels, 1, data), 3);
    }

    /** Red, green and blue of one pixel, in libwebp's fixed point. */
    private void write(int x, int y, byte[] to, int at) {
        int luma = (frame.plane(0).at(x, y) * 19077) >> 8;
        int u = chroma(1, x, y);
        int v = chroma(2, x, y);
        to[at] = clip(luma + ((v * 26149) >> 8) - 14234);
        to[at + 1] = clip(luma - ((u * 6419) >> 8) - ((v * 13320) >> 8) + 8708);
        to[at + 2] = clip(luma + ((u * 33050) >> 8) - 17685);
    }

    /** Six bits of fraction. */
    private static byte clip(int value) {
        return (byte) Math.max(0, Math.min(255, value >> 6));
    }

    /** The nearest chroma sample and its three neighbours on this pixel's side, 9 : 3 : 3 : 1, rounded in two steps. */
    private int chroma(int band, int x, int y) {
        Vp8Plane chroma = frame.plane(band);
        int column = x / 2;
        int row = y / 2;
        int besideColumn = Math.max(0, Math.min((frame.width() - 1) / 2, column + (x % 2 == 0 ? -1 : 1)));
        int besideRow = Math.max(0, Math.min((frame.height() - 1) / 2, row + (y % 2 == 0 ? -1 : 1)));
        int near = chroma.at(column, row);
        int around = near
                + 3 * chroma.at(besideColumn, row)
                + 3 * chroma.at(column, besideRow)
                + chroma.at(besideColumn, besideRow);
        return ((around + 8) / 8 + near) / 2;
    }
}
