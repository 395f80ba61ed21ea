package io.instgenie.cost;

/**
 * A straight line or plane fitted to measured times by least squares: {@code seconds = intercept + perX * x + perY * y}, no
 * coefficient negative. Immutable.
 *
 * @param intercept seconds of what costs the same at any size
 * @param perX seconds per unit of the first size
 * @param perY seconds per unit of the second size; 0 where there is none
 * @param rSquared share of the samples' variance that the fit explains, at most 1; a fit worse than the mean is below 0
 */
public record LinearFit(double intercept, double perX, double perY, double rSquared) {
    /** Predicted seconds for one size. */
    public double at(double x) {
        return at(x, 0);
    }

    /** Predicted seconds for two sizes. */
    public double at(double x, double y) {
        return intercept + increase(x, y);
    }

    /** Predicted seconds by which work of these sizes lengthens what runs anyway: {@link #at} less the intercept. */
    public double increase(double x, double y) {
        return perX * x + perY * y;
    }
}
