package io.instgenie.picture;

import java.awt.Point;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Objects;

/** Samples from one ICC profile's colours to another's, by the JDK's colour engine (Little CMS). Alpha is no colour: there is none here. Thread-safe. */
final class IccTransform {
    private static final int ROW = 4096;
    /**
     * By the standard's formula; the JDK's own has a curve that is off by 2 in the dark. Of version 4, as others' sRGB is: in perceptual
     * conversions between that and version 2 the engine adapts black.
     */
    private static final ICC_Profile SRGB = ICC_Profile.getInstance(
            version4(Objects.requireNonNull(MatrixProfile.of(Primaries.SRGB, ColorCurve.SRGB.toLight()))));

    private final int in;
    private final int out;
    private final ColorConvertOp op; // keeps what it has prepared, which takes long

    private IccTransform(ICC_Profile from, ICC_Profile to) {
        in = from.getNumComponents();
        out = to.getNumComponents();
        op = new ColorConvertOp(new ICC_Profile[] {from, to}, null);
    }

    private static byte[] version4(byte[] profile) {
        profile[8] = 4;
        return profile;
    }

    static IccTransform toSrgb(ICC_Profile profile) {
        return new IccTransform(profile, SRGB);
    }

    static IccTransform fromSrgb(ICC_Profile profile) {
        return new IccTransform(SRGB, profile);
    }

    /**
     * The colours of {@code pixels} in the other profile. Those of four channels are computed in 16 bits, for which the engine's tables are
     * closer; for the others it needs none in 8.
     *
     * @param pixels {@code [pixels, channels of the one profile, sampleBytes]}
     * @param sampleBytes 1, or 2 with the upper byte first
     * @return {@code [pixels, channels of the other, sampleBytes]}
     * @throws RuntimeException if the engine cannot use the profiles
     */
    synchronized byte[] apply(byte[] pixels, int sampleBytes) {
        int count = pixels.length / (in * sampleBytes);
        byte[] converted = new byte[Math.multiplyExact(count, out * sampleBytes)];
        boolean bytes = sampleBytes == 1 && in < 4 && out < 4;
        for (int start = 0; start < count; start += ROW) {
            int width = Math.min(ROW, count - start);
            WritableRaster source = raster(in, width, bytes);
            WritableRaster target = raster(out, width, bytes);
            if (bytes) {
                System.arraycopy(pixels, start * in, bytes(source), 0, width * in);
                op.filter(source, target);
                System.arraycopy(bytes(target), 0, converted, start * out, width * out);
            } else {
                load(pixels, start * in, sampleBytes, samples(source));
                op.filter(source, target);
                store(samples(target), sampleBytes, converted, start * out);
            }
        }
        return converted;
    }

    private static WritableRaster raster(int channels, int width, boolean bytes) {
        int[] offsets = new int[channels];
        for (int i = 0; i < channels; i++) {
            offsets[i] = i;
        }
        int type = bytes ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT;
        return Raster.createWritableRaster(
                new PixelInterleavedSampleModel(type, width, 1, channels, width * channels, offsets), new Point());
    }

    private static byte[] bytes(Raster raster) {
        return ((DataBufferByte) raster.getDataBuffer()).getData();
    }

    private static short[] samples(Raster raster) {
        return ((DataBufferUShort) raster.getDataBuffer()).getData();
    }

    /** @param first the first sample's index */
    private static void load(byte[] pixels, int first, int sampleBytes, short[] samples) {
        for (int i = 0; i < samples.length; i++) {
            int at = (first + i) * sampleBytes;
            int lower = pixels[at + sampleBytes - 1] & 0xFF; // of 8 bits the byte itself again: 257 times it
            samples[i] = (short) (pixels[at] << 8 | lower);
        }
    }

    private static void store(short[] samples, int sampleBytes, byte[] pixels, int first) {
        for (int i = 0; i < samples.length; i++) {
            int value = samples[i] & 0xFFFF;
            int at = (first + i) * sampleBytes;
            if (sampleBytes == 1) {
                pixels[at] = (byte) ((value + 128) / 257);
            } else {
                pixels[at] = (byte) (value >> 8);
                pixels[at + 1] = (byte) value;
            }
        }
    }
}
