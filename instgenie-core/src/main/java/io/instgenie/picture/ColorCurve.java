package io.instgenie.picture;

import java.util.function.DoubleUnaryOperator;

/** How a stored sample, 0 to 1, becomes light, 0 (none) to 1 (white). */
enum ColorCurve {
    LINEAR(v -> v),
    SRGB(v -> v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4)),
    BT709(v -> v < 0.08124285829863151 ? v / 4.5 : Math.pow((v + 0.09929682680944) / 1.09929682680944, 1 / 0.45)),
    /** SMPTE ST 2084; white is 203 cd/m², as ITU-R BT.2408 has it, and what is brighter is as white. */
    PQ(v -> Math.min(1, pq(v) * 10_000 / 203)),
    /** ARIB STD-B67; white is three quarters of the signal, as ITU-R BT.2408 has it, and what is brighter is as white. */
    HLG(v -> Math.min(1, hlg(v) / hlg(0.75)));

    private final DoubleUnaryOperator toLight;

    ColorCurve(DoubleUnaryOperator toLight) {
        this.toLight = toLight;
    }

    DoubleUnaryOperator toLight() {
        return toLight;
    }

    private static double pq(double signal) {
        double root = Math.pow(signal, 1 / 78.84375);
        return Math.pow(Math.max(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root), 1 / 0.1593017578125);
    }

    /** Scene light, then the system gamma of a display of 1,000 cd/m², which is exact for greys. */
    private static double hlg(double signal) {
        double scene =
                signal <= 0.5 ? signal * signal / 3 : (Math.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12;
        return Math.pow(scene, 1.2);
    }
}
