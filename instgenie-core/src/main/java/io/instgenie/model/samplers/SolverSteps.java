package io.instgenie.model.samplers;

import io.instgenie.edit.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;

/**
 * The levels that a multistep solver walks through, of latents {@code signal * z + noise * e} of variance 1. Solvers integrate over
 * λ = log(signal / noise). Immutable.
 */
final class SolverSteps {
    private final SigmaSteps levels;
    private final List<NoiseLevel> seen;

    private SolverSteps(SigmaSteps levels, List<NoiseLevel> seen) {
        this.levels = levels;
        this.seen = seen;
    }

    /** Levels of whole timesteps, which are the same for every sampler that visits them. */
    static SolverSteps spaced(NoiseTable table, double[] timesteps, double lastSigma) {
        SigmaSteps levels = SigmaSteps.of(timesteps, SigmaSteps.interpolated(table, timesteps), lastSigma);
        List<NoiseLevel> seen = new ArrayList<>();
        for (double timestep : timesteps) {
            seen.add(table.level((int) Math.min(timestep, table.size() - 1)));
        }
        return new SolverSteps(levels, seen);
    }

    /** Levels by σ, at the timesteps nearest to them. */
    static SolverSteps bySigma(double[] timesteps, double[] sigmas, double lastSigma) {
        SigmaSteps levels = SigmaSteps.of(timesteps, sigmas, lastSigma);
        List<NoiseLevel> seen = new ArrayList<>();
        for (int i = 0; i < timesteps.length; i++) {
            double sigma = levels.sigma(i);
            seen.add(new NoiseLevel((float) signal(sigma), (float) noise(sigma)));
        }
        return new SolverSteps(levels, seen);
    }

    int count() {
        return levels.count();
    }

    List<Step> steps(int first) {
        List<Step> steps = new ArrayList<>();
        for (int i = first; i < count(); i++) {
            steps.add(new Step(levels.timestep(i), seen.get(i), 1));
        }
        return steps;
    }

    double signal(int step) {
        return signal(levels.sigma(step));
    }

    double noise(int step) {
        return noise(levels.sigma(step));
    }

    /** Infinite where no noise is left. */
    double lambda(int step) {
        return -Math.log(levels.sigma(step));
    }

    /**
     * Fails where no step is left from {@code first} on, and where two see one level, since solvers divide by what is between.
     *
     * @throws InvalidRequestException if so
     */
    SolverSteps checked(int numInferenceSteps, int first) {
        if (first >= count()) {
            throw new InvalidRequestException("strength leaves none of numInferenceSteps " + numInferenceSteps
                    + ", of which lambda_min_clipped lets " + count() + " be taken; ask for more steps or strength");
        }
        for (int i = 1; i < count(); i++) {
            if (levels.sigma(i) >= levels.sigma(i - 1)) {
                throw new InvalidRequestException("numInferenceSteps " + numInferenceSteps
                        + " is too many for this sampler: steps " + (i - 1) + " and " + i + " have the same noise");
            }
        }
        return this;
    }

    private static double signal(double sigma) {
        return 1 / Math.hypot(sigma, 1);
    }

    private static double noise(double sigma) {
        return sigma / Math.hypot(sigma, 1);
    }
}
