package io.instgenie.cost;

/**
 * Weighted sums over samples (x, y, seconds): all that a least-squares fit needs to know of them. Immutable.
 *
 * @param n the weights
 * @param x weight times x, and so on for each product of two of x, y and {@code t}, the seconds
 */
record Moments(
        double n, double x, double y, double t, double xx, double xy, double yy, double xt, double yt, double tt) {
    /** Numbers in {@link #toArray}. */
    static final int COUNT = 10;

    static final Moments NONE = new Moments(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    static Moments of(double x, double y, double t) {
        return new Moments(1, x, y, t, x * x, x * y, y * y, x * t, y * t, t * t);
    }

    /** The sums that {@link #toArray} gave. */
    static Moments of(double[] s) {
        return new Moments(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9]);
    }

    double[] toArray() {
        return new double[] {n, x, y, t, xx, xy, yy, xt, yt, tt};
    }

    Moments plus(Moments o) {
        return new Moments(
                n + o.n, x + o.x, y + o.y, t + o.t, xx + o.xx, xy + o.xy, yy + o.yy, xt + o.xt, yt + o.yt, tt + o.tt);
    }

    Moments times(double f) {
        return new Moments(n * f, x * f, y * f, t * f, xx * f, xy * f, yy * f, xt * f, yt * f, tt * f);
    }

    /**
     * The least-squares fit with no negative coefficient: of the fits over each subset of the coefficients, the others being zero,
     * the one with the least error among those that have no negative coefficient. With three coefficients trying all is simplest.
     */
    LinearFit fit() {
        double[][] products = {{n, x, y}, {x, xx, xy}, {y, xy, yy}};
        double[] targets = {t, xt, yt};
        double[] best = new double[3];
        double leastError = tt;
        for (int subset = 1; subset < 8; subset++) {
            double[] coefficients = NormalEquations.solve(products, targets, subset);
            if (coefficients != null && isNotNegative(coefficients)) {
                double error = error(coefficients, products, targets);
                if (error < leastError) {
                    leastError = error;
                    best = coefficients;
                }
            }
        }
        double variance = tt - (n > 0 ? t * t / n : 0);
        double rSquared = variance > 1e-12 * tt ? Math.min(1, 1 - leastError / variance) : 1;
        return new LinearFit(best[0], best[1], best[2], rSquared);
    }

    private static boolean isNotNegative(double[] coefficients) {
        return coefficients[0] >= 0 && coefficients[1] >= 0 && coefficients[2] >= 0;
    }

    /** The weighted sum of squared differences between samples and fit. */
    private double error(double[] c, double[][] products, double[] targets) {
        double error = tt;
        for (int i = 0; i < c.length; i++) {
            error -= 2 * c[i] * targets[i];
            for (int j = 0; j < c.length; j++) {
                error += c[i] * c[j] * products[i][j];
            }
        }
        return Math.max(0, error);
    }
}
