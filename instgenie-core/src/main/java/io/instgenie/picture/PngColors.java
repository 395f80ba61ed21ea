package io.instgenie.picture;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a PNG's cICP, sRGB, gAMA and cHRM chunks say of its colours, as an ICC profile. */
final class PngColors {
    private static final long SRGB_GAMMA = 45455;

    private PngColors() {}

    /** A profile, or null for sRGB; {@code icc} is the file's own, which counts for less than cICP and for more than the others. */
    static byte @Nullable [] profile(List<PngChunk> chunks, byte @Nullable [] icc) {
        PngChunk cicp = find(chunks, "cICP");
        if (cicp != null && cicp.data().length == 4 && primaries(cicp.data()[0]) != null) {
            return ofCodePoints(cicp.data());
        }
        if (icc != null) {
            return icc;
        }
        PngChunk gamma = find(chunks, "gAMA");
        if (find(chunks, "sRGB") != null || gamma == null || gamma.number(0) == 0) {
            return null;
        }
        PngChunk primaries = find(chunks, "cHRM");
        if (primaries == null) {
            // On its own the number stands for sRGB: writers have no other for it.
            return Math.abs(gamma.number(0) - SRGB_GAMMA) <= 50 ? null : ofGamma(Primaries.SRGB, gamma);
        }
        double[] xy = new double[8];
        for (int i = 0; i < xy.length; i++) {
            xy[i] = primaries.number(i) / 100_000.0;
        }
        return ofGamma(new Primaries(xy), gamma);
    }

    private static @Nullable PngChunk find(List<PngChunk> chunks, String type) {
        return chunks.stream()
                .filter(chunk -> chunk.type().equals(type))
                .findFirst()
                .orElse(null);
    }

    private static byte @Nullable [] ofGamma(Primaries primaries, PngChunk gamma) {
        double exponent = 100_000.0 / gamma.number(0);
        return MatrixProfile.of(primaries, value -> Math.pow(value, exponent));
    }

    /** Code points of ITU-T H.273: primaries, curve, matrix (0 in a PNG), full range. */
    private static byte @Nullable [] ofCodePoints(byte[] points) {
        Primaries primaries = primaries(points[0]);
        DoubleUnaryOperator toLight = toLight(points[1]);
        if (primaries == null || (primaries == Primaries.SRGB && toLight == ColorCurve.SRGB.toLight())) {
            return null;
        }
        return MatrixProfile.of(primaries, toLight);
    }

    private static @Nullable Primaries primaries(int point) {
        return switch (point) {
            case 1 -> Primaries.SRGB;
            case 5 -> Primaries.BT601_625;
            case 6, 7 -> Primaries.BT601_525;
            case 9 -> Primaries.BT2020;
            case 12 -> Primaries.DISPLAY_P3;
            default -> null;
        };
    }

    private static DoubleUnaryOperator toLight(int point) {
        return switch (point) {
            case 1, 6, 14, 15 -> ColorCurve.BT709.toLight();
            case 4 -> value -> Math.pow(value, 2.2);
            case 5 -> value -> Math.pow(value, 2.8);
            case 8 -> ColorCurve.LINEAR.toLight();
            case 16 -> ColorCurve.PQ.toLight();
            case 18 -> ColorCurve.HLG.toLight();
            default -> ColorCurve.SRGB.toLight();
        };
    }
}
