package io.instgenie.cost;

/**
 * Weighted sums over samples (x, y, z, seconds): all that a least-squares fit needs to know of them. Never changed once made.
 *
 * @param sums the weighted sums of products of any two of 1, x, y, z and the seconds: a triangle, row after row
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never handed out of the package
record Moments(double[] sums) {
    private static final int SIZES = 4;
    private static final int ROW = SIZES + 1;

    /** Numbers in {@link #sums}. */
    static final int COUNT = ROW * (ROW + 1) / 2;

    static final Moments NONE = new Moments(new double[COUNT]);

    static Moments of(double x, double y, double z, double seconds) {
        double[] sample = {1, x, y, z, seconds};
        double[] sums = new double[COUNT];
        for (int i = 0, next = 0; i < ROW; i++) {
            for (int j = i; j < ROW; j++) {
                sums[next++] = sample[i] * sample[j];
            }
        }
        return new Moments(sums);
    }

    /** The samples' weights. */
    double weight() {
        return sums[0];
    }

    Moments plus(Moments other) {
        double[] both = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            both[i] = sums[i] + other.sums[i];
        }
        return new Moments(both);
    }

    Moments times(double factor) {
        double[] weighted = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            weighted[i] = sums[i] * factor;
        }
        return new Moments(weighted);
    }

    /** The same samples, had each taken {@code factor} times as long. */
    Moments slower(double factor) {
        double[] slowed = sums.clone();
        for (int row = 0; row < ROW; row++) {
            slowed[at(row, SIZES)] *= factor;
        }
        slowed[at(SIZES, SIZES)] *= factor;
        return new Moments(slowed);
    }

    /** The sum of products of two of 1, x, y, z and the seconds, by their place. */
    private double sum(int i, int j) {
        return sums[at(Math.min(i, j), Math.max(i, j))];
    }

    private static int at(int row, int column) {
        return row * ROW - row * (row - 1) / 2 + column - row;
    }

    /**
     * The least-squares fit with no negative coefficient: of the fits over each subset of the coefficients, the others being zero,
     * the one with the least error among those that have no negative coefficient. With four coefficients trying all is simplest.
     */
    LinearFit fit() {
        double[][] products = new double[SIZES][SIZES];
        double[] targets = new double[SIZES];
        for (int i = 0; i < SIZES; i++) {
            targets[i] = sum(i, SIZES);
            for (int j = 0; j < SIZES; j++) {
                products[i][j] = sum(i, j);
            }
        }
        double squares = sum(SIZES, SIZES);
        double[] best = new double[SIZES];
        double leastError = squares;
        for (int subset = 1; subset < 1 << SIZES; subset++) {
            double[] coefficients = NormalEquations.solve(products, targets, subset);
            if (coefficients != null && isNotNegative(coefficients)) {
                double error = error(coefficients, products, targets, squares);
                if (error < leastError) {
                    leastError = error;
                    best = coefficients;
                }
            }
        }
        double variance = squares - (weight() > 0 ? targets[0] * targets[0] / weight() : 0);
        double rSquared = variance > 1e-12 * squares ? Math.min(1, 1 - leastError / variance) : 1;
        return new LinearFit(best[0], best[1], best[2], best[3], rSquared);
    }

    private static boolean isNotNegative(double[] coefficients) {
        for (double coefficient : coefficients) {
            if (coefficient < 0) {
                return false;
            }
        }
        return true;
    }

    /** The weighted sum of squared differences between samples and fit. */
    private static double error(double[] c, double[][] products, double[] targets, double squares) {
        double error = squares;
        for (int i = 0; i < c.length; i++) {
            error -= 2 * c[i] * targets[i];
            for (int j = 0; j < c.length; j++) {
                error += c[i] * c[j] * products[i][j];
            }
        }
        return Math.max(0, error);
    }
}
