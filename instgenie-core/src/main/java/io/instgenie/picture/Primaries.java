package io.instgenie.picture;

/**
 * The chromaticities of white, red, green and blue, {@code [8]}: x and y each. They give the light that each primary contributes, as an
 * ICC profile has it: XYZ adapted to the white D50.
 */
record Primaries(double[] xy) {
    private static final double[] D65 = {0.3127, 0.3290};
    private static final double[] D50_XYZ = {0.9642, 1, 0.8249};
    /** Bradford's cone responses. */
    private static final double[][] CONES = {
        {0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}
    };

    static final Primaries SRGB = ofD65(0.64, 0.33, 0.30, 0.60, 0.15, 0.06);
    static final Primaries BT2020 = ofD65(0.708, 0.292, 0.170, 0.797, 0.131, 0.046);
    static final Primaries DISPLAY_P3 = ofD65(0.680, 0.320, 0.265, 0.690, 0.150, 0.060);
    static final Primaries BT601_625 = ofD65(0.64, 0.33, 0.29, 0.60, 0.15, 0.06);
    static final Primaries BT601_525 = ofD65(0.630, 0.340, 0.310, 0.595, 0.155, 0.070);

    static Primaries ofD65(double... rgb) {
        double[] xy = new double[8];
        System.arraycopy(D65, 0, xy, 0, 2);
        System.arraycopy(rgb, 0, xy, 2, 6);
        return new Primaries(xy);
    }

    /** XYZ of red, green and blue, a row each; not finite where the chromaticities make no triangle. */
    double[][] toD50() {
        double[] white = xyz(0);
        double[][] columns = transposed(new double[][] {xyz(1), xyz(2), xyz(3)});
        double[] shares = product(inverse(columns), white);
        double[] from = product(CONES, white);
        double[] to = product(CONES, D50_XYZ);
        double[][] rows = new double[3][];
        for (int primary = 0; primary < 3; primary++) {
            double[] light = xyz(primary + 1);
            for (int i = 0; i < 3; i++) {
                light[i] *= shares[primary];
            }
            double[] cones = product(CONES, light);
            for (int i = 0; i < 3; i++) {
                cones[i] *= to[i] / from[i];
            }
            rows[primary] = product(inverse(CONES), cones);
        }
        return rows;
    }

    /** XYZ of luminance 1. */
    private double[] xyz(int index) {
        double x = xy[2 * index];
        double y = xy[2 * index + 1];
        return new double[] {x / y, 1, (1 - x - y) / y};
    }

    private static double[][] transposed(double[][] rows) {
        double[][] columns = new double[3][3];
        for (int i = 0; i < 9; i++) {
            columns[i / 3][i % 3] = rows[i % 3][i / 3];
        }
        return columns;
    }

    private static double[] product(double[][] matrix, double[] vector) {
        double[] result = new double[3];
        for (int i = 0; i < 9; i++) {
            result[i / 3] += matrix[i / 3][i % 3] * vector[i % 3];
        }
        return result;
    }

    /** By cofactors; not finite where there is none. */
    private static double[][] inverse(double[][] m) {
        double[][] inverse = new double[3][3];
        double determinant = 0;
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                inverse[j][i] = m[(i + 1) % 3][(j + 1) % 3] * m[(i + 2) % 3][(j + 2) % 3]
                        - m[(i + 1) % 3][(j + 2) % 3] * m[(i + 2) % 3][(j + 1) % 3];
            }
            determinant += m[0][i] * inverse[i][0];
        }
        for (int i = 0; i < 9; i++) {
            inverse[i / 3][i % 3] /= determinant;
        }
        return inverse;
    }
}
