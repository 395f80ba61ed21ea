package io.instgenie.edit;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * A picture: 8 bits a channel, red, green, blue, and alpha where the source had it. The alpha channel takes no part in an edit; it is
 * carried along so that what an edit leaves alone is written as it was read. Immutable and thread-safe; equal if size and bytes are.
 */
public final class EditImage {
    /** The largest picture {@link #read(Path)} accepts: {@value} pixels. */
    public static final long MAX_PIXELS = 64_000_000;

    private final int width;
    private final int height;
    private final boolean alpha;
    private final byte[] pixels; // [height, width, 3 or 4]

    private EditImage(int width, int height, boolean alpha, byte[] pixels) {
        int channels = alpha ? 4 : 3;
        if (width < 1 || height < 1 || (long) width * height * channels != pixels.length) {
            throw new InvalidRequestException("a picture of " + width + " x " + height + " pixels and " + channels
                    + " channels cannot be made of " + pixels.length + " bytes");
        }
        this.width = width;
        this.height = height;
        this.alpha = alpha;
        this.pixels = pixels;
    }

    /**
     * Reads a PNG, JPEG, BMP, GIF (its first frame) or TIFF file of at most {@link #MAX_PIXELS}. Samples of 16 bits keep their upper
     * byte, grey becomes equal red, green and blue, a colour profile that the decoder reports is converted to sRGB. An orientation in
     * the file's EXIF data is not applied.
     *
     * @throws InvalidRequestException if there is no such file, or it is no picture, too large, damaged or of an unsupported kind
     */
    public static EditImage read(Path file) {
        return read(file, MAX_PIXELS);
    }

    /**
     * As {@link #read(Path)} with another limit on the size, which is checked against the file's header before anything is decoded.
     *
     * @throws InvalidRequestException as {@link #read(Path)} does
     */
    public static EditImage read(Path file, long maxPixels) {
        try (InputStream in = Files.newInputStream(file)) {
            return new ImageDecoder(file.toString(), maxPixels).decode(in);
        } catch (IOException e) {
            throw new InvalidRequestException(file + " cannot be read: " + e, e);
        }
    }

    /**
     * As {@link #read(Path)} from a stream, which stays open and may have been read past the picture's end.
     *
     * @throws InvalidRequestException as {@link #read(Path)} does
     */
    public static EditImage read(InputStream in) {
        return new ImageDecoder("the stream", MAX_PIXELS).decode(in);
    }

    /** A copy of {@code image}, converted as {@link #read(Path)} says. */
    public static EditImage of(BufferedImage image) {
        return new EditImage(
                image.getWidth(), image.getHeight(), image.getColorModel().hasAlpha(), BufferedImages.toBytes(image));
    }

    /**
     * A picture without alpha.
     *
     * @param rgb {@code [height, width, 3]}, row by row; copied
     * @throws InvalidRequestException if the size is not positive or {@code rgb} is not of that size
     */
    public static EditImage ofRgb(int width, int height, byte[] rgb) {
        return new EditImage(width, height, false, rgb.clone());
    }

    /**
     * A picture with alpha (not premultiplied).
     *
     * @param rgba {@code [height, width, 4]}, row by row; copied
     * @throws InvalidRequestException if the size is not positive or {@code rgba} is not of that size
     */
    public static EditImage ofRgba(int width, int height, byte[] rgba) {
        return new EditImage(width, height, true, rgba.clone());
    }

    /** Pixels in a row. */
    public int width() {
        return width;
    }

    /** Rows. */
    public int height() {
        return height;
    }

    /** Whether the picture has an alpha channel. */
    public boolean hasAlpha() {
        return alpha;
    }

    /** One pixel's colour as {@code 0xRRGGBB}; (0, 0) is the upper left corner. */
    public int rgb(int x, int y) {
        int i = offset(x, y);
        return ((pixels[i] & 0xFF) << 16) | ((pixels[i + 1] & 0xFF) << 8) | (pixels[i + 2] & 0xFF);
    }

    /** One pixel's opacity, 0 to 255; 255 everywhere in a picture without alpha. */
    public int alpha(int x, int y) {
        int i = offset(x, y);
        return alpha ? pixels[i + 3] & 0xFF : 255;
    }

    private int offset(int x, int y) {
        return (Objects.checkIndex(y, height) * width + Objects.checkIndex(x, width)) * (alpha ? 4 : 3);
    }

    /** The colours as {@code [height, width, 3]}, in a fresh array. */
    public byte[] toRgbBytes() {
        return alpha ? withChannels(3) : pixels.clone();
    }

    /** The colours and opacities as {@code [height, width, 4]}, in a fresh array. */
    public byte[] toRgbaBytes() {
        return alpha ? pixels.clone() : withChannels(4);
    }

    private byte[] withChannels(int channels) {
        int own = alpha ? 4 : 3;
        byte[] bytes = new byte[Math.multiplyExact(width * height, channels)];
        Arrays.fill(bytes, (byte) 255);
        for (int from = 0, to = 0; from < pixels.length; from += own, to += channels) {
            System.arraycopy(pixels, from, bytes, to, 3);
        }
        return bytes;
    }

    /** A fresh image of type {@code TYPE_3BYTE_BGR}, or {@code TYPE_4BYTE_ABGR} if there is alpha. */
    public BufferedImage toBufferedImage() {
        return BufferedImages.ofBytes(width, height, alpha, pixels);
    }

    /**
     * Writes a PNG or a JPEG file, as the name's suffix says ({@code png}, {@code jpg} or {@code jpeg}). PNG keeps every byte; JPEG
     * has quality 0.95 and no alpha. The picture is written beside {@code file} and then takes its place: a reader sees the old file
     * or the new one, never half of one.
     *
     * @throws InvalidRequestException if the suffix is another one
     * @throws java.io.UncheckedIOException if the file cannot be written; what stood there stays
     */
    public void write(Path file) {
        ImageEncoder.write(this, file);
    }

    /**
     * Writes the picture as PNG; the stream stays open.
     *
     * @throws IOException if the stream fails
     */
    public void writePng(OutputStream out) throws IOException {
        ImageEncoder.PNG.encode(this, out);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EditImage that
                && width == that.width
                && alpha == that.alpha
                && Arrays.equals(pixels, that.pixels);
    }

    @Override
    public int hashCode() {
        return 31 * width + Arrays.hashCode(pixels);
    }

    @Override
    public String toString() {
        return "EditImage[" + width + " x " + height + (alpha ? ", alpha]" : "]");
    }
}
