package io.instgenie.edit;

import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * What an edit may repaint: one value a pixel, white (255) = repaint, black (0) = leave. The model repaints every pixel of at least one half
 * (<em>masked</em> pixels, as Diffusers' mask processor binarises); the result is blended by the value itself, so that a soft mask
 * has soft edges, and a pixel of value 0 never changes. Immutable and thread-safe; equal if size and values are.
 */
public final class EditMask {
    /** The least value of a masked pixel: value / 255 >= 0.5. */
    private static final int THRESHOLD = 128;

    private final int width;
    private final int height;
    private final byte[] values; // [height, width]
    private final int masked;

    private EditMask(int width, int height, byte[] values) {
        if (width < 1 || height < 1 || (long) width * height != values.length) {
            throw new InvalidRequestException(
                    "a mask of " + width + " x " + height + " pixels cannot be made of " + values.length + " values");
        }
        this.width = width;
        this.height = height;
        this.values = values;
        int count = 0;
        for (byte value : values) {
            if ((value & 0xFF) >= THRESHOLD) {
                count++;
            }
        }
        masked = count;
    }

    /**
     * Reads a mask from any picture file that {@link EditImage#read(Path)} takes; see {@link #of(EditImage)}.
     *
     * @throws InvalidRequestException as {@link EditImage#read(Path)} and {@link #of(EditImage)} do
     */
    public static EditMask read(Path file) {
        return of(EditImage.read(file));
    }

    /**
     * Reads a mask from a stream; see {@link EditImage#read(InputStream)} and {@link #of(EditImage)}.
     *
     * @throws InvalidRequestException as {@link EditImage#read(InputStream)} and {@link #of(EditImage)} do
     */
    public static EditMask read(InputStream in) {
        return of(EditImage.read(in));
    }

    /** The brightness of an image; see {@link #of(EditImage)}. */
    public static EditMask of(BufferedImage image) {
        return of(EditImage.of(image));
    }

    /**
     * A picture's brightness, as {@link #ofLuminance} has it, where that is what it must mean.
     *
     * @throws InvalidRequestException if the picture's alpha varies, so that it could as well be the mask: {@link #ofLuminance},
     *     {@link #ofAlpha} or {@link #ofTransparency} chooses; or as {@link #ofLuminance} does
     */
    public static EditMask of(EditImage image) {
        byte[] alpha = alpha(image);
        for (byte value : alpha) {
            if (value != alpha[0]) {
                throw new InvalidRequestException(
                        "the mask's alpha varies, so that either its brightness or its alpha could be meant: "
                                + "choose luminance, alpha (opaque = repaint) or transparency (transparent = repaint), by EditMask.ofLuminance, ofAlpha or ofTransparency, or --mask-channel");
            }
        }
        return ofLuminance(image);
    }

    /**
     * A picture's brightness, as PIL's {@code convert("L")} computes it (ITU-R 601-2 luma) of the colours that are shown; alpha is ignored.
     *
     * @throws InvalidRequestException if it is not black throughout, but nowhere as bright as 128: nothing would be repainted
     */
    public static EditMask ofLuminance(EditImage image) {
        byte[] rgb = image.toRgbBytes();
        byte[] values = new byte[rgb.length / 3];
        for (int i = 0; i < values.length; i++) {
            int red = rgb[3 * i] & 0xFF;
            int green = rgb[3 * i + 1] & 0xFF;
            int blue = rgb[3 * i + 2] & 0xFF;
            values[i] = (byte) ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
        }
        return new EditMask(image.width(), image.height(), values).requireMasked();
    }

    /**
     * A picture's alpha: opaque = repaint.
     *
     * @throws InvalidRequestException if the picture has no alpha channel, or is not transparent throughout, but nowhere as opaque as 128
     */
    public static EditMask ofAlpha(EditImage image) {
        requireAlpha(image);
        return new EditMask(image.width(), image.height(), alpha(image)).requireMasked();
    }

    /**
     * A picture's alpha inverted, as OpenAI's image edits have it: transparent = repaint.
     *
     * @throws InvalidRequestException if the picture has no alpha channel, or is not opaque throughout, but nowhere less opaque than 128
     */
    public static EditMask ofTransparency(EditImage image) {
        requireAlpha(image);
        return new EditMask(image.width(), image.height(), alpha(image))
                .invert()
                .requireMasked();
    }

    private static void requireAlpha(EditImage image) {
        if (!image.hasAlpha()) {
            throw new InvalidRequestException("the mask is to be its picture's alpha, but " + image + " has none");
        }
    }

    private static byte[] alpha(EditImage image) {
        byte[] rgba = image.toRgbaBytes();
        byte[] values = new byte[rgba.length / 4];
        for (int i = 0; i < values.length; i++) {
            values[i] = rgba[4 * i + 3];
        }
        return values;
    }

    /** The mask that repaints what this one leaves: each value is 255 less this mask's. */
    public EditMask invert() {
        byte[] inverted = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            inverted[i] = (byte) (255 - (values[i] & 0xFF));
        }
        return new EditMask(width, height, inverted);
    }

    /**
     * This mask, if it repaints something or is black throughout.
     *
     * @throws InvalidRequestException if it is neither: its maker meant another scale of values, such as 0 and 1
     */
    EditMask requireMasked() {
        int brightest = 0;
        for (byte value : values) {
            brightest = Math.max(brightest, value & 0xFF);
        }
        if (brightest > 0 && brightest < THRESHOLD) {
            throw new InvalidRequestException(
                    "the mask's brightest value is " + brightest + " of 255, but only values of " + THRESHOLD
                            + " and more are repainted: make what is to be repainted white (255)"
                            + (brightest == 1 ? ", e.g. by multiplying the values by 255" : ""));
        }
        return this;
    }

    /**
     * A mask of given values.
     *
     * @param values {@code [height, width]}, unsigned, row by row; copied
     * @throws InvalidRequestException if the size is not positive or {@code values} is not of that size
     */
    public static EditMask of(int width, int height, byte[] values) {
        return new EditMask(width, height, values.clone());
    }

    /**
     * White in a rectangle of {@code w x h} pixels whose upper left corner is (x, y), black elsewhere.
     *
     * @throws InvalidRequestException if the rectangle does not lie inside the mask
     */
    public static EditMask rectangle(int width, int height, int x, int y, int w, int h) {
        if (x < 0 || y < 0 || w < 0 || h < 0 || w > width - x || h > height - y) {
            throw new InvalidRequestException("the rectangle of " + w + " x " + h + " pixels at (" + x + ", " + y
                    + ") does not lie inside a mask of " + width + " x " + height);
        }
        byte[] values = blank(width, height);
        for (int row = y; row < y + h; row++) {
            Arrays.fill(values, row * width + x, row * width + x + w, (byte) 255);
        }
        return new EditMask(width, height, values);
    }

    /** White everywhere. */
    public static EditMask full(int width, int height) {
        return rectangle(width, height, 0, 0, width, height);
    }

    /** Black everywhere. */
    public static EditMask empty(int width, int height) {
        return new EditMask(width, height, blank(width, height));
    }

    private static byte[] blank(int width, int height) {
        if (width < 1 || height < 1 || (long) width * height > Integer.MAX_VALUE - 8) {
            throw new InvalidRequestException("no mask can have " + width + " x " + height + " pixels");
        }
        return new byte[width * height];
    }

    /** Pixels in a row. */
    public int width() {
        return width;
    }

    /** Rows. */
    public int height() {
        return height;
    }

    /** One pixel's value, 0 to 255; (0, 0) is the upper left corner. */
    public int value(int x, int y) {
        return values[Objects.checkIndex(y, height) * width + Objects.checkIndex(x, width)] & 0xFF;
    }

    /** Whether the model repaints this pixel: its value is at least one half. */
    public boolean isMasked(int x, int y) {
        return value(x, y) >= THRESHOLD;
    }

    /** Whether no pixel is masked. */
    public boolean isEmpty() {
        return masked == 0;
    }

    /** The share of masked pixels, 0 to 1. */
    public double ratio() {
        return (double) masked / values.length;
    }

    /** The values as {@code [height, width]}, unsigned, in a fresh array. */
    public byte[] toBytes() {
        return values.clone();
    }

    /**
     * Checks that this mask is as large as {@code image}.
     *
     * @throws InvalidRequestException if it is not; the message tells both sizes
     */
    public void requireSizeOf(EditImage image) {
        if (width != image.width() || height != image.height()) {
            throw new InvalidRequestException("mask is " + width + " x " + height + " pixels, but the picture is "
                    + image.width() + " x " + image.height() + "; they must have the same size");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EditMask that && width == that.width && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * width + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "EditMask[" + width + " x " + height + ", " + masked + " pixels masked]";
    }
}
