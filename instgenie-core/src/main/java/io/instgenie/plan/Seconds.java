package io.instgenie.plan;

/** Checks of times. */
final class Seconds {
    private Seconds() {}

    static void requireNotNegative(String name, double seconds) {
        if (!(seconds >= 0)) {
            throw new IllegalArgumentException(name + " is " + seconds + ", must be at least 0");
        }
    }

    static void requireFinite(String name, double seconds) {
        requireNotNegative(name, seconds);
        if (Double.isInfinite(seconds)) {
            throw new IllegalArgumentException(name + " is infinite");
        }
    }
}
