package io.instgenie.picture;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * A decoder's picture, unconverted: grey, RGB or CMYK.
 *
 * @param colors how many channels are colours: 1, 3 or 4; one more is alpha
 */
record DecodedPicture(Samples samples, int colors) {
    boolean hasAlpha() {
        return samples.channels() > colors;
    }

    /** @throws PictureException if the samples have more than 16 bits, or a colour space of other channels */
    static DecodedPicture of(BufferedImage image) throws PictureException {
        ColorModel model = image.getColorModel();
        if (model instanceof IndexColorModel) {
            return ofRows(image);
        }
        int type = model.getTransferType();
        if (!(model instanceof ComponentColorModel)) {
            if (model.getColorSpace().getType() == ColorSpace.TYPE_RGB) {
                return ofRows(image);
            }
            throw unsupported(model);
        }
        int colors = model.getNumColorComponents();
        if ((type != DataBuffer.TYPE_BYTE && type != DataBuffer.TYPE_USHORT) || colors == 2 || colors > 4) {
            throw unsupported(model);
        }
        if (model.hasAlpha() && model.isAlphaPremultiplied()) {
            BufferedImage copy =
                    new BufferedImage(model, image.copyData(null), true, null); // coerceData changes what it is given
            model.coerceData(copy.getRaster(), false);
            return ofSamples(copy.getRaster(), type, colors, true);
        }
        return ofSamples(image.getRaster(), type, colors, model.hasAlpha());
    }

    private static PictureException unsupported(ColorModel model) {
        return new PictureException("has samples that are not read: " + model.getNumComponents() + " channels, "
                + model.getPixelSize() + " bits a pixel");
    }

    private static DecodedPicture ofSamples(Raster raster, int type, int colors, boolean alpha) {
        int width = raster.getWidth();
        int channels = colors + (alpha ? 1 : 0);
        int bands = raster.getNumBands();
        int sampleBytes = type == DataBuffer.TYPE_BYTE ? 1 : 2;
        byte[] data = new byte[Math.multiplyExact(width * raster.getHeight(), channels * sampleBytes)];
        int[] row = new int[width * bands];
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int from = 0; from < row.length; from += bands) {
                for (int channel = 0; channel < channels; channel++) {
                    int value = row[from + channel];
                    if (sampleBytes == 2) {
                        data[to++] = (byte) (value >> 8);
                    }
                    data[to++] = (byte) value;
                }
            }
        }
        return new DecodedPicture(new Samples(width, raster.getHeight(), channels, sampleBytes, data), colors);
    }

    /** By AWT's own way to sRGB, which only spreads the bits of palettes and packed samples. */
    static DecodedPicture ofRows(BufferedImage image) {
        int width = image.getWidth();
        boolean alpha = image.getColorModel().hasAlpha();
        byte[] data = new byte[Math.multiplyExact(width * image.getHeight(), alpha ? 4 : 3)];
        int[] row = new int[width];
        int to = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int argb : image.getRGB(0, y, width, 1, row, 0, width)) {
                data[to++] = (byte) (argb >> 16);
                data[to++] = (byte) (argb >> 8);
                data[to++] = (byte) argb;
                if (alpha) {
                    data[to++] = (byte) (argb >> 24);
                }
            }
        }
        return new DecodedPicture(new Samples(width, image.getHeight(), alpha ? 4 : 3, 1, data), 3);
    }
}
