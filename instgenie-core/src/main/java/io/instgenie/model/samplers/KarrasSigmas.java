package io.instgenie.model.samplers;

import org.jspecify.annotations.Nullable;

/**
 * Levels that are evenly spread in σ<sup>1/7</sup> (<a href="https://arxiv.org/abs/2206.00364">2206.00364</a>, equation 5).
 *
 * @param min the last σ, {@code null} for the schedule's own
 * @param max the first σ, {@code null} for the schedule's own
 */
public record KarrasSigmas(@Nullable Double min, @Nullable Double max) {
    private static final double RHO = 7;

    /** Falling from the first σ to the last. */
    double[] sigmas(int count, double ownMin, double ownMax) {
        double last = Math.pow(min == null ? ownMin : min, 1 / RHO);
        double first = Math.pow(max == null ? ownMax : max, 1 / RHO);
        double[] sigmas = new double[count];
        for (int i = 0; i < count; i++) {
            double share = i == 0 ? 0 : (double) i / (count - 1);
            sigmas[i] = Math.pow(first + share * (last - first), RHO);
        }
        return sigmas;
    }
}
