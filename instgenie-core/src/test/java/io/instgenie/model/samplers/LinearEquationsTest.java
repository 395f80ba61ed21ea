package io.instgenie.model.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LinearEquationsTest {
    @Test
    void findsTheUnknownsThatWerePutIn() {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            int count = 1 + random.nextInt(5);
            double[][] matrix = new double[count][count];
            double[] unknowns = random.doubles(count, -2, 2).toArray();
            double[] right = new double[count];
            for (int i = 0; i < count; i++) {
                for (int k = 0; k < count; k++) {
                    matrix[i][k] = random.nextGaussian() + (i == k ? 5 : 0);
                    right[i] += matrix[i][k] * unknowns[k];
                }
            }
            assertThat(LinearEquations.solve(matrix, right)).containsExactly(unknowns, Offset.offset(1e-9));
        }
    }

    @Test
    void goesAroundZerosOnTheDiagonal() {
        double[][] matrix = {{0, 2}, {3, 0}};
        assertThat(LinearEquations.solve(matrix, new double[] {4, 9})).containsExactly(3, 2);
    }
}
