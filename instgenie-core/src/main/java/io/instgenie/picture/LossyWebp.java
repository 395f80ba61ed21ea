package io.instgenie.picture;

import java.awt.Point;
import java.awt.image.BandedSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteOrder;
import javax.imageio.ImageReadParam;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Colours of a lossy WebP picture as libwebp and so every browser shows them. The bundled decoder repeats each pair of chroma samples for
 * four pixels and rounds otherwise, which is off by up to 112 at edges; this takes its luma and chroma and interpolates.
 */
final class LossyWebp {
    private final int width;
    private final int height;
    private final Planes planes;

    private LossyWebp(int width, int height, Planes planes) {
        this.width = width;
        this.height = height;
        this.planes = planes;
    }

    /** The picture with colours from a bitstream of the same size; alpha, if any, stays. */
    static DecodedPicture recolored(DecodedPicture decoded, byte[] bitstream) throws IOException {
        Samples samples = decoded.samples();
        byte[] data = samples.data().clone();
        LossyWebp colors = decode(samples.width(), samples.height(), bitstream);
        for (int pixel = 0; pixel < samples.pixels(); pixel++) {
            colors.write(pixel % samples.width(), pixel / samples.width(), data, pixel * samples.channels());
        }
        return new DecodedPicture(
                new Samples(samples.width(), samples.height(), samples.channels(), 1, data), decoded.colors());
    }

    private static LossyWebp decode(int width, int height, byte[] bitstream) throws IOException {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bitstream))) {
            in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
            Class<?> type = Codecs.bundledClass("webp.vp8.VP8Frame");
            Object frame =
                    type.getConstructor(ImageInputStream.class, boolean.class).newInstance(in, false);
            Field pixel = type.getDeclaredField("yuv");
            pixel.setAccessible(true);
            Planes planes = new Planes(width, height, (byte[]) pixel.get(frame));
            type.getMethod("decode", WritableRaster.class, ImageReadParam.class).invoke(frame, planes, null);
            return new LossyWebp(width, height, planes);
        } catch (InvocationTargetException e) {
            throw new PictureException("is damaged: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new PictureException("cannot be read: this library lacks its reader of WEBP", e);
        }
    }

    /** Red, green and blue of one pixel, in libwebp's fixed point. */
    private void write(int x, int y, byte[] to, int at) {
        int luma = ((planes.luma(x, y)) * 19077) >> 8;
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
        int column = x / 2;
        int row = y / 2;
        int besideColumn = Math.max(0, Math.min((width - 1) / 2, column + (x % 2 == 0 ? -1 : 1)));
        int besideRow = Math.max(0, Math.min((height - 1) / 2, row + (y % 2 == 0 ? -1 : 1)));
        int near = planes.chroma(band, column, row);
        int around = near
                + 3 * planes.chroma(band, besideColumn, row)
                + 3 * planes.chroma(band, column, besideRow)
                + planes.chroma(band, besideColumn, besideRow);
        return ((around + 8) / 8 + near) / 2;
    }

    /** Takes luma and chroma while the decoder, which converts pixel by pixel, writes red, green and blue. */
    private static final class Planes extends WritableRaster {
        private final byte[] pixel;
        private final byte[][] bands; // [3][height * width]

        Planes(int width, int height, byte[] pixel) {
            super(
                    new BandedSampleModel(DataBuffer.TYPE_BYTE, width, height, 3),
                    new DataBufferByte(new byte[3][width * height], width * height),
                    new Point());
            this.pixel = pixel;
            bands = ((DataBufferByte) getDataBuffer()).getBankData();
        }

        @Override
        public void setDataElements(int x, int y, Object rgb) {
            for (int band = 0; band < bands.length; band++) {
                bands[band][y * width + x] = pixel[band];
            }
        }

        int luma(int x, int y) {
            return bands[0][y * width + x] & 0xFF;
        }

        int chroma(int band, int column, int row) {
            return bands[band][2 * row * width + 2 * column] & 0xFF;
        }
    }
}
