package io.instgenie.picture;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.OptionalInt;

/** Where a GIF file's first frame lies on the file's screen, and what is around it, as PIL has them. */
final class GifScreen {
    private static final int IMAGE = 0x2C;
    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xF9;
    private static final int HEADER = 13;

    private final byte[] file;
    private final int background;
    private OptionalInt transparent = OptionalInt.empty();
    private int x;
    private int y;
    private int width;
    private int height;

    /** @throws PictureException if there is no frame */
    GifScreen(byte[] file) throws PictureException {
        this.file = file;
        width = number(6);
        height = number(8);
        boolean palette = (at(10) & 0x80) != 0;
        background = palette ? at(11) : 0;
        int position = HEADER + (palette ? 3 << ((at(10) & 7) + 1) : 0);
        while (at(position) == EXTENSION) {
            if (at(position + 1) == GRAPHIC_CONTROL && (at(position + 3) & 1) != 0) {
                transparent = OptionalInt.of(at(position + 6));
            }
            position += 2;
            while (at(position) != 0) {
                position += 1 + at(position);
            }
            position++;
        }
        if (at(position) != IMAGE) {
            throw new PictureException("is damaged: it has no frame");
        }
        x = number(position + 1);
        y = number(position + 3);
        width = Math.max(width, x + number(position + 5));
        height = Math.max(height, y + number(position + 7));
    }

    private int at(int position) throws PictureException {
        if (position >= file.length) {
            throw new PictureException("is damaged: it ends before its first frame");
        }
        return file[position] & 0xFF;
    }

    private int number(int position) throws PictureException {
        return at(position) | at(position + 1) << 8;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** The frame on its screen. */
    DecodedPicture show(BufferedImage frame) throws PictureException {
        DecodedPicture decoded = DecodedPicture.of(frame);
        if (width == frame.getWidth() && height == frame.getHeight()) {
            return decoded;
        }
        Samples samples = decoded.samples();
        int channels = samples.channels();
        byte[] around = around(frame);
        byte[] data = new byte[Math.multiplyExact(width * height, channels)];
        for (int i = 0; i < data.length; i++) {
            data[i] = around[i % channels];
        }
        for (int row = 0; row < samples.height(); row++) {
            int from = row * samples.width() * channels;
            System.arraycopy(
                    samples.data(), from, data, ((y + row) * width + x) * channels, samples.width() * channels);
        }
        return new DecodedPicture(new Samples(width, height, channels, 1, data), 3);
    }

    /** One pixel: transparent if any pixel is, else the background's place in the frame's palette. */
    private byte[] around(BufferedImage frame) {
        int index = transparent.orElse(background);
        int argb = frame.getColorModel() instanceof IndexColorModel palette && index < palette.getMapSize()
                ? palette.getRGB(index)
                : 0xFF000000;
        return new byte[] {(byte) (argb >> 16), (byte) (argb >> 8), (byte) argb, (byte) (argb >> 24)};
    }
}
