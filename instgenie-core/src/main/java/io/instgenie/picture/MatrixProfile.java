package io.instgenie.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** An ICC profile (version 2, display, RGB to XYZ) of primaries and one curve: what PNG files say in numbers, as a colour engine takes it. */
final class MatrixProfile {
    private static final int HEADER = 128;
    private static final int CURVE_POINTS = 4096;
    private static final String[] COLUMNS = {"rXYZ", "gXYZ", "bXYZ"};
    private static final String[] CURVES = {"rTRC", "gTRC", "bTRC"};

    private MatrixProfile() {}

    /** The profile; null if the primaries span no colours that a profile can hold. */
    static byte @Nullable [] of(Primaries primaries, DoubleUnaryOperator toLight) {
        double[][] columns = primaries.toD50();
        for (int i = 0; i < 9; i++) {
            if (!(Math.abs(columns[i / 3][i % 3]) < 1 << 15)) {
                return null;
            }
        }
        Tags tags = new Tags();
        tags.add(description(), "desc");
        tags.add(text("No copyright"), "cprt");
        tags.add(xyz(0.9642, 1, 0.8249), "wtpt");
        for (int i = 0; i < 3; i++) {
            tags.add(xyz(columns[i]), COLUMNS[i]);
        }
        tags.add(curve(toLight), CURVES);
        return tags.profile();
    }

    private static byte[] description() {
        byte[] name = ascii("RGB by primaries and curve\0");
        return ByteBuffer.allocate(12 + name.length + 78) // no Unicode, no Macintosh description
                .put(ascii("desc\0\0\0\0"))
                .putInt(name.length)
                .put(name)
                .array();
    }

    private static byte[] text(String text) {
        return ascii("text\0\0\0\0" + text + "\0");
    }

    private static byte[] xyz(double... values) {
        ByteBuffer out = ByteBuffer.allocate(20).put(ascii("XYZ \0\0\0\0"));
        for (double value : values) {
            out.putInt((int) Math.round(value * 65536));
        }
        return out.array();
    }

    private static byte[] curve(DoubleUnaryOperator toLight) {
        ByteBuffer out = ByteBuffer.allocate(12 + 2 * CURVE_POINTS)
                .put(ascii("curv\0\0\0\0"))
                .putInt(CURVE_POINTS);
        for (int i = 0; i < CURVE_POINTS; i++) {
            double light = toLight.applyAsDouble(i / (CURVE_POINTS - 1.0));
            out.putShort((short) Math.round(Math.max(0, Math.min(1, light)) * 0xFFFF));
        }
        return out.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A directory of names, and data that several may share. */
    private static final class Tags {
        private static final int COUNT = 9;

        private final ByteBuffer directory = ByteBuffer.allocate(4 + 12 * COUNT).putInt(COUNT);
        private final ByteArrayOutputStream data = new ByteArrayOutputStream();

        void add(byte[] content, String... names) {
            for (String name : names) {
                directory
                        .put(ascii(name))
                        .putInt(HEADER + directory.capacity() + data.size())
                        .putInt(content.length);
            }
            data.writeBytes(content);
            data.writeBytes(new byte[-content.length & 3]);
        }

        byte[] profile() {
            int size = HEADER + directory.capacity() + data.size();
            ByteBuffer header = ByteBuffer.allocate(HEADER)
                    .putInt(0, size)
                    .putInt(8, 0x02400000)
                    .put(12, ascii("mntrRGB XYZ "))
                    .put(36, ascii("acsp"))
                    .putInt(68, 0xF6D6)
                    .putInt(72, 0x10000)
                    .putInt(76, 0xD32D);
            return ByteBuffer.allocate(size)
                    .put(header.array())
                    .put(directory.array())
                    .put(data.toByteArray())
                    .array();
        }
    }
}
