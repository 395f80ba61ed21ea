package io.instgenie.model.samplers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The weights of UniPC's predictor and corrector. Both add to a step of order 1 what differences of outputs tell, {@code (m_k - m_0) / r_k}, whose
 * weights ρ solve the equations of the order: {@code sum over k of r_k^i ρ_k = b_i}. Here h is the step in λ, r_k the distance of an earlier
 * step in steps, and h' = -h where clean latents are remembered.
 */
final class UniPcWeights {
    private final SolverSteps levels;
    private final UniPcOptions options;

    UniPcWeights(SolverSteps levels, UniPcOptions options) {
        this.levels = levels;
        this.options = options;
    }

    /** The next latents; looks back at {@code order} outputs, that of {@code step} the newest. */
    Combination predictor(int step, int order) {
        double[] distances = distances(step, order);
        double[] rhos = switch (order) {
            case 1 -> new double[0];
            case 2 -> new double[] {0.5};
            default -> solve(step, distances);
        };
        List<Double> ofOutputs = new ArrayList<>();
        ofOutputs.add(ofValue(step));
        addDifferences(ofOutputs, 0, differences(step, distances, rhos));
        return new Combination(ofLatents(step), ofOutputs, 0);
    }

    /** The latents after {@code step} once more; looks back at one output more, the newest that after the step, whose distance is 1. */
    Combination corrector(int step, int order) {
        double[] distances = distances(step, order);
        double[] withNew = Arrays.copyOf(distances, order);
        withNew[order - 1] = 1;
        double[] rhos = order == 1 ? new double[] {0.5} : solve(step, withNew);
        double[] differences = differences(step, withNew, rhos);
        List<Double> ofOutputs = new ArrayList<>();
        ofOutputs.add(differences[order - 1]);
        ofOutputs.add(ofValue(step) - differences[order - 1]);
        addDifferences(ofOutputs, 1, Arrays.copyOf(differences, order - 1));
        return new Combination(ofLatents(step), ofOutputs, 0);
    }

    private double ofLatents(int step) {
        return options.predictX0()
                ? levels.noise(step + 1) / levels.noise(step)
                : levels.signal(step + 1) / levels.signal(step);
    }

    private double ofValue(int step) {
        return -scale(step) * Math.expm1(signedStep(step));
    }

    private double scale(int step) {
        return options.predictX0() ? levels.signal(step + 1) : levels.noise(step + 1);
    }

    /** h'. */
    private double signedStep(int step) {
        double h = levels.lambda(step + 1) - levels.lambda(step);
        return options.predictX0() ? -h : h;
    }

    /** r of the earlier outputs, the newest first. */
    private double[] distances(int step, int order) {
        double h = levels.lambda(step + 1) - levels.lambda(step);
        double[] distances = new double[order - 1];
        for (int k = 0; k < distances.length; k++) {
            distances[k] = (levels.lambda(step - 1 - k) - levels.lambda(step)) / h;
        }
        return distances;
    }

    /** Weights of {@code m_k - m_0}. */
    private double[] differences(int step, double[] distances, double[] rhos) {
        double[] weights = new double[rhos.length];
        for (int k = 0; k < rhos.length; k++) {
            weights[k] = -scale(step) * options.solverType().of(signedStep(step)) * rhos[k] / distances[k];
        }
        return weights;
    }

    /** Adds weights of {@code m_k - m_0}, where m_0 stands at {@code base} and m_k after it. */
    private static void addDifferences(List<Double> ofOutputs, int base, double[] weights) {
        for (double weight : weights) {
            ofOutputs.set(base, ofOutputs.get(base) - weight);
            ofOutputs.add(weight);
        }
    }

    /** ρ for as many equations as there are distances. */
    private double[] solve(int step, double[] distances) {
        double h = signedStep(step);
        int count = distances.length;
        double[][] powers = new double[count][count];
        double[] right = new double[count];
        double term = Math.expm1(h) / h - 1;
        double factorial = 1;
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < count; k++) {
                powers[i][k] = Math.pow(distances[k], i);
            }
            right[i] = term * factorial / options.solverType().of(h);
            factorial *= i + 2;
            term = term / h - 1 / factorial;
        }
        return LinearEquations.solve(powers, right);
    }
}
