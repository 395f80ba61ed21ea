package io.instgenie.edit;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** Between AWT's images and interleaved bytes {@code [height, width, 3 or 4]}, not premultiplied. Stateless. */
final class BufferedImages {
    private BufferedImages() {}

    static BufferedImage ofBytes(int width, int height, boolean alpha, byte[] pixels) {
        BufferedImage image =
                new BufferedImage(width, height, alpha ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR);
        image.getRaster().setDataElements(0, 0, width, height, pixels); // in order of bands, which is RGB(A)
        return image;
    }

    static byte[] toBytes(BufferedImage image) {
        ColorModel colors = image.getColorModel();
        if (holdsPlainSamples(colors)) {
            return ofSamples(image.getRaster(), colors);
        }
        boolean isSrgb =
                colors instanceof IndexColorModel || colors.getColorSpace().isCS_sRGB();
        return ofPackedRows(isSrgb ? image : toSrgb(image));
    }

    /** Grey or sRGB samples that are to be taken as they stand: AWT would give grey another gamma, and round 16 bits. */
    private static boolean holdsPlainSamples(ColorModel colors) {
        int type = colors.getTransferType();
        return colors instanceof ComponentColorModel
                && !colors.isAlphaPremultiplied()
                && (type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT)
                && (colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY
                        || colors.getColorSpace().isCS_sRGB());
    }

    private static byte[] ofSamples(Raster raster, ColorModel colors) {
        int width = raster.getWidth();
        int bands = raster.getNumBands();
        int colorBands = colors.getNumColorComponents(); // 1 or 3
        int channels = colors.hasAlpha() ? 4 : 3;
        int shift = colors.getTransferType() == DataBuffer.TYPE_USHORT ? 8 : 0;
        byte[] bytes = new byte[Math.multiplyExact(width * raster.getHeight(), channels)];
        int[] row = new int[width * bands];
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int from = 0; from < row.length; from += bands) {
                for (int channel = 0; channel < 3; channel++) {
                    bytes[to++] = (byte) (row[from + Math.min(channel, colorBands - 1)] >> shift);
                }
                if (channels == 4) {
                    bytes[to++] = (byte) (row[from + colorBands] >> shift);
                }
            }
        }
        return bytes;
    }

    private static byte[] ofPackedRows(BufferedImage image) {
        int width = image.getWidth();
        boolean alpha = image.getColorModel().hasAlpha();
        byte[] bytes = new byte[Math.multiplyExact(width * image.getHeight(), alpha ? 4 : 3)];
        int[] row = new int[width];
        int to = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int argb : image.getRGB(0, y, width, 1, row, 0, width)) {
                bytes[to++] = (byte) (argb >> 16);
                bytes[to++] = (byte) (argb >> 8);
                bytes[to++] = (byte) argb;
                if (alpha) {
                    bytes[to++] = (byte) (argb >> 24);
                }
            }
        }
        return bytes;
    }

    private static BufferedImage toSrgb(BufferedImage image) {
        boolean alpha = image.getColorModel().hasAlpha();
        int type = alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
        return new ColorConvertOp(null).filter(image, new BufferedImage(image.getWidth(), image.getHeight(), type));
    }
}
