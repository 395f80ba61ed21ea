package io.instgenie.picture;

/** One plane of a frame, of whole macroblocks; what lies above it is 127, what lies left of it 129. */
final class Vp8Plane {
    private static final int ABOVE = 127;
    private static final int LEFT = 129;

    private final int width;
    private final byte[] samples;

    Vp8Plane(int width, int height) {
        this.width = width;
        samples = new byte[Math.multiplyExact(width, height)];
    }

    int width() {
        return width;
    }

    int height() {
        return samples.length / width;
    }

    int at(int x, int y) {
        if (y < 0) {
            return ABOVE;
        }
        return x < 0 ? LEFT : samples[y * width + x] & 0xFF;
    }

    /** By index, which is inside. */
    int at(int index) {
        return samples[index] & 0xFF;
    }

    void set(int x, int y, int value) {
        set(y * width + x, value);
    }

    /** Clipped to a byte. */
    void set(int index, int value) {
        samples[index] = (byte) Math.max(0, Math.min(255, value));
    }
}
