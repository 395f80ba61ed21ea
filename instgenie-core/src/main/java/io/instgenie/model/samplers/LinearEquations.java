package io.instgenie.model.samplers;

/** Solves a few linear equations by elimination, with the largest pivot of each column. */
final class LinearEquations {
    private LinearEquations() {}

    /** The unknowns of {@code matrix * unknowns = right}; overwrites both. The matrix must be regular. */
    static double[] solve(double[][] matrix, double[] right) {
        int count = right.length;
        for (int column = 0; column < count; column++) {
            swapLargestUp(matrix, right, column);
            for (int row = column + 1; row < count; row++) {
                double factor = matrix[row][column] / matrix[column][column];
                for (int k = column; k < count; k++) {
                    matrix[row][k] -= factor * matrix[column][k];
                }
                right[row] -= factor * right[column];
            }
        }
        for (int row = count - 1; row >= 0; row--) {
            for (int k = row + 1; k < count; k++) {
                right[row] -= matrix[row][k] * right[k];
            }
            right[row] /= matrix[row][row];
        }
        return right;
    }

    private static void swapLargestUp(double[][] matrix, double[] right, int column) {
        int largest = column;
        for (int row = column + 1; row < right.length; row++) {
            if (Math.abs(matrix[row][column]) > Math.abs(matrix[largest][column])) {
                largest = row;
            }
        }
        double[] row = matrix[column];
        matrix[column] = matrix[largest];
        matrix[largest] = row;
        double value = right[column];
        right[column] = right[largest];
        right[largest] = value;
    }
}
