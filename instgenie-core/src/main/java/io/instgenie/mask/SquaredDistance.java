package io.instgenie.mask;

import io.instgenie.edit.EditMask;

/**
 * The exact Euclidean distance transform in linear time, after Meijster, Roerdink and Hesselink, "A General Algorithm for Computing
 * Distance Transforms in Linear Time" (2000): distances along columns first, then each row's lower envelope of parabolas. Not
 * thread-safe.
 */
final class SquaredDistance {
    private final int width;
    private final int[] column; // [height, width], to the nearest masked pixel of the same column
    private final int[] centres; // of the row's lowest parabolas, from left to right
    private final int[] starts; // the columns from which each of them is the lowest

    /** Distances to the masked pixels of {@code mask}; at least one must be masked. */
    SquaredDistance(EditMask mask) {
        width = mask.width();
        column = alongColumns(mask);
        centres = new int[width];
        starts = new int[width];
    }

    private static int[] alongColumns(EditMask mask) {
        int width = mask.width();
        int height = mask.height();
        int none = width + height; // more than any distance
        int[] distances = new int[width * height];
        for (int x = 0; x < width; x++) {
            int distance = none;
            for (int y = 0; y < height; y++) {
                distance = mask.isMasked(x, y) ? 0 : Math.min(none, distance + 1);
                distances[y * width + x] = distance;
            }
            for (int y = height - 1; y >= 0; y--) {
                distance = Math.min(distances[y * width + x], distance + 1);
                distances[y * width + x] = distance;
            }
        }
        return distances;
    }

    /** Fills {@code squares [width]} with the squared distance of each pixel of row {@code y} to the nearest masked pixel. */
    void row(int y, long[] squares) {
        int last = lowerEnvelope(y);
        for (int x = width - 1; x >= 0; x--) {
            squares[x] = parabola(y, centres[last], x);
            if (x == starts[last]) {
                last--;
            }
        }
    }

    private int lowerEnvelope(int y) {
        int last = -1;
        for (int x = 0; x < width; x++) {
            while (last >= 0 && parabola(y, centres[last], starts[last]) > parabola(y, x, starts[last])) {
                last--;
            }
            long start = last < 0 ? 0 : intersection(y, centres[last], x) + 1;
            if (start < width) {
                last++;
                centres[last] = x;
                starts[last] = (int) start;
            }
        }
        return last;
    }

    /** The squared distance of column {@code x} to the masked pixel nearest to {@code centre} in its column. */
    private long parabola(int y, int centre, int x) {
        long across = (long) x - centre;
        long along = column[y * width + centre];
        return across * across + along * along;
    }

    /** The last column in which the parabola of {@code left} is not above that of {@code right}. */
    private long intersection(int y, int left, int right) {
        long a = column[y * width + left];
        long b = column[y * width + right];
        return Math.floorDiv((long) right * right - (long) left * left + b * b - a * a, 2L * (right - left));
    }
}
