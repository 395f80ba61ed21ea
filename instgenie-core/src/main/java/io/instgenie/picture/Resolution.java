package io.instgenie.picture;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** How densely a picture is to be printed. */
record Resolution(double xPerMetre, double yPerMetre) {
    private static final double INCHES = 100 / 2.54;
    private static final int INCH = 2;
    private static final int CENTIMETRE = 3;

    static Resolution perInch(double x, double y) {
        return new Resolution(x * INCHES, y * INCHES);
    }

    static Resolution perCentimetre(double x, double y) {
        return new Resolution(x * 100, y * 100);
    }

    /** What a TIFF directory says; null if it says nothing. */
    static @Nullable Resolution of(TiffDirectory directory) {
        OptionalDouble x = directory.fraction(282);
        OptionalDouble y = directory.fraction(283);
        if (x.isEmpty() || y.isEmpty()) {
            return null;
        }
        return switch (directory.integer(296).orElse(INCH)) {
            case INCH -> perInch(x.getAsDouble(), y.getAsDouble());
            case CENTIMETRE -> perCentimetre(x.getAsDouble(), y.getAsDouble());
            default -> null;
        };
    }

    /** Dots an inch across, at least 1 and at most what 16 bits hold. */
    int dpiX() {
        return dpi(xPerMetre);
    }

    int dpiY() {
        return dpi(yPerMetre);
    }

    private static int dpi(double perMetre) {
        return (int) Math.max(1, Math.min(0xFFFF, Math.round(perMetre / INCHES)));
    }

    Resolution turned() {
        return new Resolution(yPerMetre, xPerMetre);
    }
}
