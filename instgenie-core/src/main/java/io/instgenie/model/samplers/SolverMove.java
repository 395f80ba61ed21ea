package io.instgenie.model.samplers;

import org.jspecify.annotations.Nullable;

/**
 * A step of a multistep solver.
 *
 * @param clean makes clean latents of the output
 * @param solved makes of the output what the solver remembers: clean latents, or noise
 * @param corrector makes the latents once more from those of the step before, now that the output is known; {@code null} for none
 * @param predictor makes the next latents
 */
record SolverMove(Mix clean, Mix solved, @Nullable Combination corrector, Combination predictor) {}
