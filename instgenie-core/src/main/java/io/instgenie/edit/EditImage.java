package io.instgenie.edit;

import io.instgenie.picture.AwtPictures;
import io.instgenie.picture.Picture;
import io.instgenie.picture.PictureException;
import io.instgenie.picture.PictureReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A picture as it is shown: sRGB, 8 bits a channel, red, green, blue, and alpha where the source had it. One that was read from a file also
 * has what the file stores: samples in the file's own colours, of 16 bits where it has them. That is what {@link #write} writes, so that
 * what an edit leaves alone is written as it was read, bit for bit, alpha too, which takes no part in an edit. Immutable and thread-safe;
 * equal if what is shown and stored is, whatever else a file says.
 */
public final class EditImage {
    /** The largest picture {@link #read(Path)} accepts: {@value} pixels. */
    public static final long MAX_PIXELS = 64_000_000;

    private static final int MAX_BYTES = (1 << 30) - 1;

    private final Picture picture;

    private EditImage(Picture picture) {
        this.picture = picture;
    }

    private static EditImage ofBytes(int width, int height, boolean alpha, byte[] pixels) {
        int channels = alpha ? 4 : 3;
        if (width < 1 || height < 1 || (long) width * height * channels != pixels.length) {
            throw new InvalidRequestException("a picture of " + width + " x " + height + " pixels and " + channels
                    + " channels cannot be made of " + pixels.length + " bytes");
        }
        return new EditImage(Picture.ofSrgb(width, height, alpha, pixels));
    }

    /**
     * Reads a PNG, JPEG, WebP, TIFF, BMP or GIF file (of several frames, the first) of at most {@link #MAX_PIXELS}. Orientation is applied
     * as {@code diffusers.utils.load_image} does. Colours are shown as their ICC profile or a PNG's cICP, gAMA and cHRM say; without any
     * of these they are sRGB, and CMYK is white less ink. A profile that is sRGB's changes nothing. Samples of 16 bits are shown by their
     * upper byte, grey as equal red, green and blue.
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
            return read(in, file.toString(), maxPixels);
        } catch (IOException e) {
            throw new InvalidRequestException(file + " cannot be read: " + e, e);
        }
    }

    /**
     * As {@link #read(Path)} from a stream, which is read to its end and stays open.
     *
     * @throws InvalidRequestException as {@link #read(Path)} does
     */
    public static EditImage read(InputStream in) {
        try {
            return read(in, "the stream", MAX_PIXELS);
        } catch (IOException e) {
            throw new InvalidRequestException("the stream cannot be read: " + e, e);
        }
    }

    private static EditImage read(InputStream in, String source, long maxPixels) throws IOException {
        byte[] content = in.readNBytes(MAX_BYTES + 1);
        if (content.length > MAX_BYTES) {
            throw new InvalidRequestException(source + " is too large: more than " + MAX_BYTES + " bytes");
        }
        try {
            return new EditImage(new PictureReader(maxPixels).read(content));
        } catch (PictureException e) {
            throw new InvalidRequestException(source + " " + e.getMessage(), e);
        }
    }

    /**
     * A copy of {@code image}, converted as {@link #read(Path)} says.
     *
     * @throws InvalidRequestException if its samples are of an unsupported kind
     */
    public static EditImage of(BufferedImage image) {
        try {
            return new EditImage(AwtPictures.of(image));
        } catch (PictureException e) {
            throw new InvalidRequestException("the image " + e.getMessage(), e);
        }
    }

    /**
     * A picture without alpha.
     *
     * @param rgb {@code [height, width, 3]}, row by row; copied
     * @throws InvalidRequestException if the size is not positive or {@code rgb} is not of that size
     */
    public static EditImage ofRgb(int width, int height, byte[] rgb) {
        return ofBytes(width, height, false, rgb.clone());
    }

    /**
     * A picture with alpha (not premultiplied).
     *
     * @param rgba {@code [height, width, 4]}, row by row; copied
     * @throws InvalidRequestException if the size is not positive or {@code rgba} is not of that size
     */
    public static EditImage ofRgba(int width, int height, byte[] rgba) {
        return ofBytes(width, height, true, rgba.clone());
    }

    /** Pixels in a row. */
    public int width() {
        return picture.width();
    }

    /** Rows. */
    public int height() {
        return picture.height();
    }

    /** Whether the picture has an alpha channel. */
    public boolean hasAlpha() {
        return picture.hasAlpha();
    }

    /** Bits of a stored sample: 8, or 16 where the file that was read has more than 8. */
    public int depth() {
        return picture.depth();
    }

    /** One pixel's colour as {@code 0xRRGGBB}; (0, 0) is the upper left corner. */
    public int rgb(int x, int y) {
        byte[] pixels = picture.srgb();
        int i = offset(x, y);
        return ((pixels[i] & 0xFF) << 16) | ((pixels[i + 1] & 0xFF) << 8) | (pixels[i + 2] & 0xFF);
    }

    /** One pixel's opacity, 0 to 255; 255 everywhere in a picture without alpha. */
    public int alpha(int x, int y) {
        int i = offset(x, y);
        return hasAlpha() ? picture.srgb()[i + 3] & 0xFF : 255;
    }

    private int offset(int x, int y) {
        return (Objects.checkIndex(y, height()) * width() + Objects.checkIndex(x, width())) * (hasAlpha() ? 4 : 3);
    }

    /** The colours as {@code [height, width, 3]}, in a fresh array. */
    public byte[] toRgbBytes() {
        return withChannels(3);
    }

    /** The colours and opacities as {@code [height, width, 4]}, in a fresh array. */
    public byte[] toRgbaBytes() {
        return withChannels(4);
    }

    private byte[] withChannels(int channels) {
        byte[] pixels = picture.srgb();
        int own = hasAlpha() ? 4 : 3;
        if (own == channels) {
            return pixels.clone();
        }
        byte[] bytes = new byte[Math.multiplyExact(width() * height(), channels)];
        Arrays.fill(bytes, (byte) 255);
        for (int from = 0, to = 0; from < pixels.length; from += own, to += channels) {
            System.arraycopy(pixels, from, bytes, to, 3);
        }
        return bytes;
    }

    /**
     * What is stored, in a fresh array: {@code [height, width, 3]}, or 4 with alpha, a byte a sample, or two where {@link #depth} is 16, the
     * upper one first.
     */
    public byte[] toStoredBytes() {
        return picture.stored().clone();
    }

    /** What a result of this picture cannot keep of the file that it was read from, a sentence each; often empty. */
    public List<String> notes() {
        return picture.notes();
    }

    /**
     * This picture, but files of it carry the Exif and XMP data of the PNG, JPEG or WebP file that it was read from (of a TIFF file, its XMP
     * data), with the orientation set to upright and without thumbnails; what the format cannot hold is left out.
     */
    public EditImage withMetadata() {
        return new EditImage(picture.withMetadata());
    }

    /**
     * This picture with an edited one painted over it: each stored sample becomes stored (255 - v) / 255 + edited v / 255, rounded to the
     * nearest, where v is the mask's value and the edited colours are brought into this picture's own. Where v is 0, what is stored stays
     * bit for bit. Where this picture has alpha and the edited one has none, what is painted is opaque.
     *
     * @throws InvalidRequestException if the mask's size is another one
     * @throws IllegalArgumentException if the edited picture's size is another one
     */
    public EditImage painted(EditImage edited, EditMask mask) {
        mask.requireSizeOf(this);
        if (edited.width() != width() || edited.height() != height()) {
            throw new IllegalArgumentException(edited + " is not as large as " + this);
        }
        byte[] pixels = hasAlpha() ? edited.toRgbaBytes() : edited.toRgbBytes();
        return new EditImage(picture.painted(pixels, mask.toBytes()));
    }

    /** A fresh image of type {@code TYPE_3BYTE_BGR}, or {@code TYPE_4BYTE_ABGR} if there is alpha: what is shown, in sRGB. */
    public BufferedImage toBufferedImage() {
        return AwtPictures.shown(picture);
    }

    /**
     * Writes a PNG or a JPEG file, as the name's suffix says ({@code png}, {@code jpg} or {@code jpeg}): what is stored, with its colour
     * profile and resolution. PNG keeps every bit; JPEG has 8 bits, quality 0.95 and no alpha. The picture is written beside {@code file}
     * and then takes its place: a reader sees the old file or the new one, never half of one.
     *
     * @throws InvalidRequestException if the suffix is another one
     * @throws java.io.UncheckedIOException if the file cannot be written; what stood there stays
     */
    public void write(Path file) {
        ImageEncoder.write(this, file);
    }

    /**
     * Writes the picture as PNG, as {@link #write} does; the stream stays open.
     *
     * @throws IOException if the stream fails
     */
    public void writePng(OutputStream out) throws IOException {
        ImageEncoder.PNG.encode(this, out);
    }

    Picture picture() {
        return picture;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EditImage that && picture.equals(that.picture);
    }

    @Override
    public int hashCode() {
        return picture.hashCode();
    }

    @Override
    public String toString() {
        return "EditImage[" + width() + " x " + height() + (hasAlpha() ? ", alpha]" : "]");
    }
}
