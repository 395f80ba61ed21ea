package io.instgenie.picture;

import java.util.Arrays;

/** Paints sRGB into a picture's own samples. Stateless. */
final class Blend {
    private Blend() {}

    /** See {@link Picture#painted}; only painted pixels are converted. */
    static Samples of(Samples stored, ColorProfile profile, byte[] painted, byte[] values) {
        int channels = stored.channels();
        int[] touched = touched(values);
        byte[] colors = colors(stored, profile, painted, touched);
        byte[] data = stored.data().clone();
        for (int i = 0; i < touched.length; i++) {
            int pixel = touched[i];
            int value = values[pixel] & 0xFF;
            for (int channel = 0; channel < 3; channel++) {
                blend(
                        stored.sampleBytes(),
                        data,
                        pixel * channels + channel,
                        sample(stored.sampleBytes(), colors, 3 * i + channel),
                        value);
            }
            if (channels == 4) {
                int alpha = (painted[pixel * 4 + 3] & 0xFF) * (stored.sampleBytes() == 1 ? 1 : 257);
                blend(stored.sampleBytes(), data, pixel * 4 + 3, alpha, value);
            }
        }
        return new Samples(stored.width(), stored.height(), channels, stored.sampleBytes(), data);
    }

    private static int[] touched(byte[] values) {
        int count = 0;
        int[] pixels = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            if (values[i] != 0) {
                pixels[count++] = i;
            }
        }
        return Arrays.copyOf(pixels, count);
    }

    /** The touched pixels' painted colours in the picture's own space and depth, {@code [touched, 3, sampleBytes]}. */
    private static byte[] colors(Samples stored, ColorProfile profile, byte[] painted, int[] touched) {
        int sampleBytes = stored.sampleBytes();
        byte[] colors = new byte[touched.length * 3 * sampleBytes];
        int to = 0;
        for (int pixel : touched) {
            for (int channel = 0; channel < 3; channel++) {
                byte value = painted[pixel * stored.channels() + channel];
                for (int i = 0; i < sampleBytes; i++) {
                    colors[to++] = value; // twice the byte is 257 times the value
                }
            }
        }
        return profile.fromSrgb(colors, sampleBytes);
    }

    private static int sample(int sampleBytes, byte[] data, int index) {
        return sampleBytes == 1 ? data[index] & 0xFF : (data[2 * index] & 0xFF) << 8 | (data[2 * index + 1] & 0xFF);
    }

    private static void blend(int sampleBytes, byte[] data, int index, int painted, int value) {
        int sum = sample(sampleBytes, data, index) * (255 - value) + painted * value;
        int blended = (sum + 127) / 255;
        if (sampleBytes == 1) {
            data[index] = (byte) blended;
        } else {
            data[2 * index] = (byte) (blended >> 8);
            data[2 * index + 1] = (byte) blended;
        }
    }
}
