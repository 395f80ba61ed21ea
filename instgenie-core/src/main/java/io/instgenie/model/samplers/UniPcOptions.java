package io.instgenie.model.samplers;

import java.util.Set;

/**
 * The options of {@link UniPcMultistep}.
 *
 * @param order how many outputs a step combines, 1 or more
 * @param solverType the function B(h)
 * @param predictX0 whether the solver remembers clean latents, instead of noise
 * @param lowerOrderFinal whether the last steps have a lower order
 * @param disableCorrector steps whose result is not corrected
 */
public record UniPcOptions(
        int order, UniPcSolver solverType, boolean predictX0, boolean lowerOrderFinal, Set<Integer> disableCorrector) {
    public UniPcOptions {
        disableCorrector = Set.copyOf(disableCorrector);
    }
}
