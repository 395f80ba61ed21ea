package io.instgenie.mask;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.ModelFormatException;

/**
 * A picture as the autoencoder sees it: planes of red, green and blue in [-1, 1], number for number as Diffusers'
 * {@code VaeImageProcessor} makes them and takes them back. Immutable and thread-safe.
 */
public final class ModelPicture {
    private final int width;
    private final int height;
    private final float[] values; // [3, height, width]

    private ModelPicture(int width, int height, float[] values) {
        this.width = width;
        this.height = height;
        this.values = values;
    }

    /** {@code preprocess}: 2 v / 255 - 1 in float32. */
    public static ModelPicture of(EditImage image) {
        byte[] rgb = image.toRgbBytes(); // [height, width, 3]
        int plane = rgb.length / 3;
        float[] values = new float[rgb.length]; // [3, height, width]
        for (int i = 0; i < rgb.length; i++) {
            values[i % 3 * plane + i / 3] = 2f * ((rgb[i] & 0xFF) / 255f) - 1f;
        }
        return new ModelPicture(image.width(), image.height(), values);
    }

    /**
     * What an autoencoder decoded.
     *
     * @param values {@code [3, height, width]}; copied
     * @throws IllegalArgumentException if {@code values} is not of that size
     */
    public static ModelPicture ofPlanes(int width, int height, float[] values) {
        if (3L * width * height != values.length) {
            throw new IllegalArgumentException(
                    values.length + " values are no picture of " + width + " x " + height + " pixels");
        }
        return new ModelPicture(width, height, values.clone());
    }

    /** {@code do_binarize}: 1 where {@code mask} repaints, 0 elsewhere, as {@code [height, width]}. */
    public static float[] binarize(EditMask mask) {
        float[] values = new float[mask.width() * mask.height()];
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                values[y * mask.width() + x] = mask.isMasked(x, y) ? 1 : 0;
            }
        }
        return values;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** This picture with 0, the middle grey, in all masked pixels: the pipelines' {@code masked_image}. */
    public ModelPicture without(EditMask mask) {
        if (mask.width() != width || mask.height() != height) {
            throw new IllegalArgumentException(mask + " is not as large as the picture of " + width + " x " + height);
        }
        float[] kept = values.clone();
        int plane = width * height;
        for (int i = 0; i < plane; i++) {
            if (mask.isMasked(i % width, i / width)) {
                kept[i] = kept[plane + i] = kept[2 * plane + i] = 0;
            }
        }
        return new ModelPicture(width, height, kept);
    }

    /** The values as {@code [3, height, width]}, in a fresh array. */
    public float[] toPlanes() {
        return values.clone();
    }

    /**
     * {@code postprocess}: clamp(v / 2 + 0.5, 0, 1) * 255, rounded half to even.
     *
     * @throws ModelFormatException if a value is NaN: the model's weights overflow, and will with the same request again
     */
    public EditImage toImage() {
        int plane = width * height;
        byte[] rgb = new byte[values.length]; // [height, width, 3]
        for (int i = 0; i < rgb.length; i++) {
            float value = values[i % 3 * plane + i / 3];
            if (Float.isNaN(value)) {
                throw new ModelFormatException("the model's weights give a picture that is NaN at pixel ("
                        + i / 3 % width + ", " + i / 3 / width + ")");
            }
            float unit = Math.max(0f, Math.min(1f, value * 0.5f + 0.5f));
            rgb[i] = (byte) Math.rint(unit * 255f);
        }
        return EditImage.ofRgb(width, height, rgb);
    }
}
