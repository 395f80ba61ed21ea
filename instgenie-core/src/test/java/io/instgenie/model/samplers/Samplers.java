package io.instgenie.model.samplers;

import io.instgenie.tensor.Tensors;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** Samplers and latents for tests. */
final class Samplers {
    static final BetaConfig BETAS = new BetaConfig(1000, BetaSchedule.SCALED_LINEAR, 0.00085, 0.012, false);
    static final double NO_CLIP = Double.POSITIVE_INFINITY;
    static final SigmaOptions TO_ZERO = new SigmaOptions(FinalSigma.ZERO, null);

    private Samplers() {}

    static DiffusionConfig config(PredictionType prediction, TimestepSpacing spacing) {
        return new DiffusionConfig(BETAS, prediction, spacing, spacing == TimestepSpacing.LEADING ? 1 : 0);
    }

    static Pndm pndm(DiffusionConfig config) {
        return new Pndm(config, true);
    }

    static Ddim ddim(DiffusionConfig config) {
        return new Ddim(config, new DdimOptions(true, NO_CLIP));
    }

    static Lcm lcm(DiffusionConfig config) {
        return new Lcm(config, new LcmOptions(50, 10, NO_CLIP));
    }

    static Euler euler(DiffusionConfig config) {
        return new Euler(config, new EulerOptions(TO_ZERO, false, false));
    }

    static DpmSolverMultistep dpmSolver(DiffusionConfig config, int order, boolean stochastic, boolean heun) {
        return new DpmSolverMultistep(
                config, TO_ZERO, new DpmSolverOptions(order, stochastic, heun, true, false, Double.NEGATIVE_INFINITY));
    }

    static UniPcMultistep uniPc(DiffusionConfig config, int order) {
        return new UniPcMultistep(config, TO_ZERO, new UniPcOptions(order, UniPcSolver.BH2, true, true, Set.of()));
    }

    /** All that can be built from {@code config}. */
    static List<Sampler> all(DiffusionConfig config) {
        return List.of(
                ddim(config),
                lcm(config),
                euler(config),
                new EulerAncestral(config),
                dpmSolver(config, 1, false, false),
                dpmSolver(config, 2, false, true),
                dpmSolver(config, 3, false, false),
                dpmSolver(config, 2, true, false),
                dpmSolver(config, 3, true, false),
                uniPc(config, 1),
                uniPc(config, 2),
                uniPc(config, 3));
    }

    static Tensor gaussian(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensors.ofFloats(values, size);
    }
}
