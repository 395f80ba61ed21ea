package io.instgenie.mask;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.InvalidRequestException;

/**
 * A picture's size fitted to whole tokens. Pictures that do not fit are padded on the right and at the bottom, never resized: the
 * edge pixels go on, the mask is black there, and the result is cropped. A picture that fits passes untouched. Thread-safe.
 *
 * @param pictureWidth the picture's own width in pixels
 * @param pictureHeight its own height
 * @param tokenSize pixels along a token's side: the VAE's factor times the patch
 */
public record Canvas(int pictureWidth, int pictureHeight, int tokenSize) {
    public Canvas {
        if (pictureWidth < 1 || pictureHeight < 1 || tokenSize < 1) {
            throw new InvalidRequestException("a picture of " + pictureWidth + " x " + pictureHeight
                    + " pixels cannot be divided into tokens of " + tokenSize);
        }
    }

    /** The canvas for {@code image}. */
    public static Canvas of(EditImage image, int tokenSize) {
        return new Canvas(image.width(), image.height(), tokenSize);
    }

    /** Tokens in a row. */
    public int gridWidth() {
        return (pictureWidth - 1) / tokenSize + 1;
    }

    /** Rows of tokens. */
    public int gridHeight() {
        return (pictureHeight - 1) / tokenSize + 1;
    }

    /** Tokens in all. */
    public int tokens() {
        return Math.multiplyExact(gridWidth(), gridHeight());
    }

    /** The fitted width in pixels, a multiple of {@code tokenSize}. */
    public int width() {
        return Math.multiplyExact(gridWidth(), tokenSize);
    }

    /** The fitted height in pixels, a multiple of {@code tokenSize}. */
    public int height() {
        return Math.multiplyExact(gridHeight(), tokenSize);
    }

    /** Whether the picture is made of whole tokens as it is. */
    public boolean fits() {
        return width() == pictureWidth && height() == pictureHeight;
    }

    /** The picture at the fitted size, its last column and row going on; without alpha unless it fits. */
    public EditImage pad(EditImage image) {
        requirePictureSize(image.width(), image.height());
        if (fits()) {
            return image;
        }
        byte[] rgb = image.toRgbBytes();
        return EditImage.ofRgb(width(), height(), pad(rgb, 3));
    }

    /** The mask at the fitted size, black in the padding. */
    public EditMask pad(EditMask mask) {
        requirePictureSize(mask.width(), mask.height());
        if (fits()) {
            return mask;
        }
        byte[] values = mask.toBytes();
        byte[] padded = new byte[width() * height()];
        for (int y = 0; y < pictureHeight; y++) {
            System.arraycopy(values, y * pictureWidth, padded, y * width(), pictureWidth);
        }
        return EditMask.of(width(), height(), padded);
    }

    private byte[] pad(byte[] pixels, int channels) {
        byte[] padded = new byte[Math.multiplyExact(width() * height(), channels)];
        int to = 0;
        for (int y = 0; y < height(); y++) {
            int row = Math.min(y, pictureHeight - 1) * pictureWidth;
            for (int x = 0; x < width(); x++) {
                System.arraycopy(pixels, (row + Math.min(x, pictureWidth - 1)) * channels, padded, to, channels);
                to += channels;
            }
        }
        return padded;
    }

    /** The part of a fitted picture that the original covers; without alpha unless it fits. */
    public EditImage crop(EditImage fitted) {
        if (fitted.width() != width() || fitted.height() != height()) {
            throw new IllegalArgumentException(fitted + " does not have the canvas's " + width() + " x " + height());
        }
        if (fits()) {
            return fitted;
        }
        byte[] rgb = fitted.toRgbBytes();
        byte[] cropped = new byte[pictureWidth * pictureHeight * 3];
        for (int y = 0; y < pictureHeight; y++) {
            System.arraycopy(rgb, y * width() * 3, cropped, y * pictureWidth * 3, pictureWidth * 3);
        }
        return EditImage.ofRgb(pictureWidth, pictureHeight, cropped);
    }

    private void requirePictureSize(int width, int height) {
        if (width != pictureWidth || height != pictureHeight) {
            throw new InvalidRequestException("a picture or mask of " + width + " x " + height
                    + " pixels does not belong to a picture of " + pictureWidth + " x " + pictureHeight);
        }
    }
}
