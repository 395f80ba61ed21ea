package io.instgenie.cost;

import org.jspecify.annotations.Nullable;

/** Solves the small symmetric systems of a least-squares fit. */
final class NormalEquations {
    /** Pivots below this share of their diagonal (which scaling makes 1) mean that columns depend on each other. */
    private static final double SINGULAR = 1e-10;

    private NormalEquations() {}

    /**
     * Solves {@code a x = b} for the unknowns whose bits are set in {@code subset}, all others being zero, by elimination on
     * columns scaled to a diagonal of 1: rows and rows x keys lie seven orders of magnitude apart.
     *
     * @return null if the samples do not determine the unknowns
     */
    static double @Nullable [] solve(double[][] a, double[] b, int subset) {
        int size = b.length;
        double[][] m = new double[size][size + 1];
        double[] scale = new double[size];
        for (int i = 0; i < size; i++) {
            boolean used = (subset >> i & 1) == 1;
            if (used && !(a[i][i] > 0)) {
                return null;
            }
            scale[i] = used ? 1 / Math.sqrt(a[i][i]) : 0;
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                m[i][j] = a[i][j] * scale[i] * scale[j];
            }
            m[i][size] = b[i] * scale[i];
            if (scale[i] == 0) {
                m[i][i] = 1; // this unknown is 0
            }
        }
        return eliminate(m, scale);
    }

    /** Gauss-Jordan elimination; the diagonal of a positive definite matrix needs no pivoting. */
    private static double @Nullable [] eliminate(double[][] m, double[] scale) {
        int size = m.length;
        for (int k = 0; k < size; k++) {
            if (m[k][k] < SINGULAR) {
                return null;
            }
            for (int i = 0; i < size; i++) {
                double factor = i == k ? 0 : m[i][k] / m[k][k];
                for (int j = k; j <= size; j++) {
                    m[i][j] -= factor * m[k][j];
                }
            }
        }
        double[] solution = new double[size];
        for (int i = 0; i < size; i++) {
            solution[i] = scale[i] * m[i][size] / m[i][i];
        }
        return solution;
    }
}
