package io.instgenie.model.samplers;

import java.util.List;

/**
 * The weights of a step of DPM-Solver++, which remembers clean latents. With h the step in λ, and H = h, or 2h in the SDE, all follow from
 * {@code 1 - exp(-H)}.
 */
final class DpmSolverWeights {
    private final SolverSteps levels;
    private final DpmSolverOptions options;

    DpmSolverWeights(SolverSteps levels, DpmSolverOptions options) {
        this.levels = levels;
        this.options = options;
    }

    /** The weights of a step of {@code order}, which looks back at as many levels. */
    Combination of(int step, int order) {
        double h = levels.lambda(step + 1) - levels.lambda(step);
        double length = options.stochastic() ? 2 * h : h;
        double signal = levels.signal(step + 1);
        double decay = -Math.expm1(-length);
        double kept = levels.noise(step + 1) / levels.noise(step);
        List<Double> ofOutputs = switch (order) {
            case 1 -> List.of(signal * decay);
            case 2 -> second(step, h, signal * decay, signal * slope(length, decay));
            default -> third(step, h, signal * decay, signal * slope(length, decay), signal * bend(length, decay));
        };
        return options.stochastic()
                ? new Combination(
                        kept * Math.exp(-h), ofOutputs, levels.noise(step + 1) * Math.sqrt(Math.max(decay, 0)))
                : new Combination(kept, ofOutputs, 0);
    }

    /** Of {@code m0} and its first difference. */
    private List<Double> second(int step, double h, double ofValue, double ofHeunSlope) {
        double ofSlope = options.heun() ? ofHeunSlope : ofValue / 2;
        double difference = ofSlope * h / before(step);
        return List.of(ofValue + difference, -difference);
    }

    /** Of {@code m0}, and its first and second differences over uneven steps. */
    private List<Double> third(int step, double h, double ofValue, double ofSlope, double ofBend) {
        double r0 = before(step) / h;
        double r1 = before(step - 1) / h;
        double newer = (ofSlope * (1 + r0 / (r0 + r1)) + ofBend / (r0 + r1)) / r0; // of m0 - m1
        double older = -(ofSlope * r0 + ofBend) / (r0 + r1) / r1; // of m1 - m2
        return List.of(ofValue + newer, older - newer, -older);
    }

    private double before(int step) {
        return levels.lambda(step) - levels.lambda(step - 1);
    }

    private static double slope(double length, double decay) {
        return length == 0 ? 0 : 1 - decay / length;
    }

    /** The SDE's sign is Diffusers'. */
    private double bend(double length, double decay) {
        double half = options.stochastic() ? -0.5 : 0.5;
        return length == 0 ? 0.0 : (decay - length) / (length * length) + half;
    }
}
