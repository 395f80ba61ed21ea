package io.instgenie.model.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A solver of any order, whose outputs all point to the same latents, goes where the one of order 1 goes: where DDIM goes. */
class SolverWeightsTest {
    private static final Offset<Double> ROUNDING = Offset.offset(1e-9);
    private static final NoiseTable TABLE = NoiseTable.bySigma(Samplers.BETAS);
    private static final SolverSteps LEVELS =
            SolverSteps.spaced(TABLE, new double[] {990, 800, 500, 300, 90, 10}, 0.02);
    private static final int STEP = 3;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void dpmSolverAgreesWithDdim(int order) {
        for (boolean heun : new boolean[] {false, true}) {
            DpmSolverOptions options = new DpmSolverOptions(order, false, heun, true, false, Double.NEGATIVE_INFINITY);
            assertIsDdim(new DpmSolverWeights(LEVELS, options).of(STEP, order), order);
        }
    }

    /** Noise taken away and fresh noise put in its place leave the level's variance as it is. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theSdeEndsAtTheNextLevel(int order) {
        DpmSolverOptions options = new DpmSolverOptions(order, true, false, true, false, Double.NEGATIVE_INFINITY);
        Combination weights = new DpmSolverWeights(LEVELS, options).of(STEP, order);
        double signal = weights.ofLatents() * LEVELS.signal(STEP) + sum(weights);
        assertThat(signal).isEqualTo(LEVELS.signal(STEP + 1), ROUNDING);
        double noise = Math.hypot(weights.ofLatents() * LEVELS.noise(STEP), weights.ofNoise());
        assertThat(noise).isEqualTo(LEVELS.noise(STEP + 1), ROUNDING);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void uniPcAgreesWithDdim(int order) {
        for (UniPcSolver solver : UniPcSolver.values()) {
            UniPcWeights weights = new UniPcWeights(LEVELS, new UniPcOptions(order, solver, true, true, Set.of()));
            assertIsDdim(weights.predictor(STEP, order), order);
            assertIsDdim(weights.corrector(STEP, order), order + 1);
        }
    }

    /** Where noise is remembered, the weights are those of the noise. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void uniPcOfNoiseAgreesWithDdim(int order) {
        UniPcOptions options = new UniPcOptions(order, UniPcSolver.BH2, false, true, Set.of());
        Combination weights = new UniPcWeights(LEVELS, options).predictor(STEP, order);
        double kept = LEVELS.signal(STEP + 1) / LEVELS.signal(STEP);
        assertThat(weights.ofLatents()).isEqualTo(kept, ROUNDING);
        assertThat(sum(weights)).isEqualTo(LEVELS.noise(STEP + 1) - kept * LEVELS.noise(STEP), ROUNDING);
    }

    private static void assertIsDdim(Combination weights, int outputs) {
        double kept = LEVELS.noise(STEP + 1) / LEVELS.noise(STEP);
        assertThat(weights.ofOutputs()).hasSize(outputs);
        assertThat(weights.ofLatents()).isEqualTo(kept, ROUNDING);
        assertThat(sum(weights)).isEqualTo(LEVELS.signal(STEP + 1) - kept * LEVELS.signal(STEP), ROUNDING);
        assertThat(weights.ofNoise()).isZero();
    }

    private static double sum(Combination weights) {
        return weights.ofOutputs().stream().mapToDouble(weight -> weight).sum();
    }
}
