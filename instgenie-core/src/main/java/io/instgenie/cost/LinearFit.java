package io.instgenie.cost;

/**
 * A linear function fitted to measured times by least squares: {@code seconds = intercept + perX * x + perY * y + perZ * z}, no
 * coefficient negative. Immutable.
 *
 * @param intercept seconds of what costs the same at any size
 * @param perX seconds per unit of the first size
 * @param perY seconds per unit of the second size; 0 where there is none
 * @param perZ seconds per unit of the third size; 0 where there is none
 * @param rSquared share of the samples' variance that the fit explains, at most 1; a fit worse than the mean is below 0
 */
public record LinearFit(double intercept, double perX, double perY, double perZ, double rSquared) {
    /** Predicted seconds for one size. */
    public double at(double x) {
        return at(x, 0, 0);
    }

    /** Predicted seconds for a block's work. */
    public double at(BlockWork work) {
        return intercept + increase(work);
    }

    /** Predicted seconds by which work lengthens what runs anyway: {@link #at} less the intercept. */
    public double increase(BlockWork work) {
        return perX * work.rows() + perY * work.rowsTimesKeys() + perZ * work.keys();
    }

    double at(double x, double y, double z) {
        return intercept + perX * x + perY * y + perZ * z;
    }
}
