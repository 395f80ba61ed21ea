package io.instgenie.mask;

/**
 * The filters by which Pillow resizes pictures of 8 bits, number for number ({@code PIL.Image.resize} of Pillow 13): columns first, or
 * rows first where they shrink much more, each by weights of 22 bits and rounded to 8. Where a picture shrinks, the filter widens with it.
 * Stateless.
 */
enum Resampling {
    /** Used for pictures and masks. */
    LANCZOS(3) {
        @Override
        double at(double x) {
            return Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0;
        }
    },
    /** Used for the rows and columns that fill a square beside a picture. */
    BICUBIC(2) {
        @Override
        double at(double x) {
            double distance = Math.abs(x);
            if (distance < 1) {
                return ((SHARPNESS + 2) * distance - (SHARPNESS + 3)) * distance * distance + 1;
            }
            return distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * SHARPNESS : 0;
        }
    };

    private static final double SHARPNESS = -0.5;
    private static final int WEIGHT_BITS = 22;

    private final double support;

    Resampling(double support) {
        this.support = support;
    }

    abstract double at(double x);

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
    }

    /** All of {@code raster} at another size. */
    Raster resize(Raster raster, int width, int height) {
        int fewerRows = raster.height() - height;
        boolean rowsFirst = fewerRows > 0 && fewerRows > 2 * (raster.width() - width);
        return rowsFirst ? columns(rows(raster, height), width) : rows(columns(raster, width), height);
    }

    private Raster columns(Raster raster, int width) {
        return width == raster.width()
                ? raster
                : rows(raster.transposed(), width).transposed();
    }

    private Raster rows(Raster raster, int height) {
        return height == raster.height() ? raster : rows(raster, new Span(0, raster.height()), height);
    }

    /** {@code height} rows over a part of {@code raster}'s, which may be of no length: all are then alike. */
    Raster rows(Raster raster, Span part, int height) {
        int row = raster.width() * raster.channels();
        byte[] resized = new byte[Math.multiplyExact(row, height)];
        for (int y = 0; y < height; y++) {
            Weights weights = weights(raster.height(), part, y, height);
            for (int i = 0; i < row; i++) {
                resized[y * row + i] = weights.sum(raster.samples(), i, row);
            }
        }
        return new Raster(raster.width(), height, raster.channels(), resized);
    }

    private Weights weights(int length, Span part, int index, int newLength) {
        double scale = (part.end - part.start) / newLength;
        double widened = Math.max(scale, 1);
        double center = part.start + (index + 0.5) * scale;
        int first = Math.max(0, (int) (center - support * widened + 0.5));
        int last = Math.min(length, (int) (center + support * widened + 0.5));
        double[] exact = new double[last - first];
        double sum = 0;
        for (int i = 0; i < exact.length; i++) {
            exact[i] = at((i + first - center + 0.5) / widened);
            sum += exact[i];
        }
        int[] weights = new int[exact.length];
        for (int i = 0; i < exact.length; i++) {
            weights[i] = (int) Math.round(exact[i] / sum * (1 << WEIGHT_BITS));
        }
        return new Weights(first, weights);
    }

    /** A stretch of rows from one place to another. */
    record Span(double start, double end) {}

    /** What rows from {@code first} on count. */
    private record Weights(int first, int[] weights) {
        byte sum(byte[] samples, int column, int row) {
            int sum = 1 << (WEIGHT_BITS - 1);
            for (int i = 0; i < weights.length; i++) {
                sum += (samples[(first + i) * row + column] & 0xFF) * weights[i];
            }
            return (byte) Math.max(0, Math.min(255, sum >> WEIGHT_BITS));
        }
    }
}
