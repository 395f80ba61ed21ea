package io.instgenie.picture;

import java.awt.Point;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/** Samples from one ICC profile's colours to another's, by the JDK's colour engine (Little CMS). Alpha is no colour: there is none here. */
final class IccTransform {
    private static final int ROW = 1024;

    private final ICC_Profile from;
    private final ICC_Profile to;

    private IccTransform(ICC_Profile from, ICC_Profile to) {
        this.from = from;
        this.to = to;
    }

    static IccTransform toSrgb(ICC_Profile profile) {
        return new IccTransform(profile, srgb());
    }

    static IccTransform fromSrgb(ICC_Profile profile) {
        return new IccTransform(srgb(), profile);
    }

    private static ICC_Profile srgb() {
        return ICC_Profile.getInstance(ColorSpace.CS_sRGB);
    }

    /**
     * The colours of {@code pixels} in the other profile.
     *
     * @param pixels {@code [pixels, channels of the one profile, sampleBytes]}
     * @param sampleBytes 1, or 2 with the upper byte first
     * @return {@code [pixels, channels of the other, sampleBytes]}
     * @throws RuntimeException if the engine cannot use the profiles
     */
    byte[] apply(byte[] pixels, int sampleBytes) {
        int in = from.getNumComponents();
        int out = to.getNumComponents();
        int count = pixels.length / (in * sampleBytes);
        byte[] converted = new byte[Math.multiplyExact(count, out * sampleBytes)];
        ColorConvertOp op = new ColorConvertOp(new ICC_Profile[] {from, to}, null);
        // Many rows at once, all of one length: the last ones go on their own.
        int whole = count - count % ROW;
        convert(op, new Part(pixels, converted, 0, whole, Math.min(ROW, Math.max(whole, 1))), sampleBytes);
        convert(op, new Part(pixels, converted, whole, count - whole, Math.max(1, count - whole)), sampleBytes);
        return converted;
    }

    /** Pixels {@code [start, start + count)} as rows of one width. */
    private record Part(byte[] pixels, byte[] converted, int start, int count, int width) {}

    private void convert(ColorConvertOp op, Part part, int sampleBytes) {
        if (part.count == 0) {
            return;
        }
        int in = from.getNumComponents() * sampleBytes;
        int out = to.getNumComponents() * sampleBytes;
        WritableRaster source = raster(from.getNumComponents(), part.width, part.count / part.width, sampleBytes);
        WritableRaster target = raster(to.getNumComponents(), part.width, part.count / part.width, sampleBytes);
        load(part.pixels, part.start * in, source);
        op.filter(source, target);
        store(target, part.converted, part.start * out);
    }

    private static WritableRaster raster(int channels, int width, int height, int sampleBytes) {
        int[] offsets = new int[channels];
        for (int i = 0; i < channels; i++) {
            offsets[i] = i;
        }
        int type = sampleBytes == 1 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT;
        return Raster.createWritableRaster(
                new PixelInterleavedSampleModel(type, width, height, channels, width * channels, offsets), new Point());
    }

    private static void load(byte[] pixels, int at, WritableRaster raster) {
        if (raster.getDataBuffer() instanceof DataBufferByte bytes) {
            System.arraycopy(pixels, at, bytes.getData(), 0, bytes.getSize());
            return;
        }
        short[] data = ((DataBufferUShort) raster.getDataBuffer()).getData();
        for (int i = 0; i < data.length; i++) {
            data[i] = (short) (pixels[at + 2 * i] << 8 | (pixels[at + 2 * i + 1] & 0xFF));
        }
    }

    private static void store(WritableRaster raster, byte[] pixels, int at) {
        if (raster.getDataBuffer() instanceof DataBufferByte bytes) {
            System.arraycopy(bytes.getData(), 0, pixels, at, bytes.getSize());
            return;
        }
        short[] data = ((DataBufferUShort) raster.getDataBuffer()).getData();
        for (int i = 0; i < data.length; i++) {
            pixels[at + 2 * i] = (byte) (data[i] >> 8);
            pixels[at + 2 * i + 1] = (byte) data[i];
        }
    }
}
