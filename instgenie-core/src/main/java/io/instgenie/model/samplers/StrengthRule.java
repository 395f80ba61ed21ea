package io.instgenie.model.samplers;

import io.instgenie.edit.InvalidRequestException;

/** How many of the first steps strength leaves out, by the rule of Stable Diffusion's pipelines. */
final class StrengthRule {
    private StrengthRule() {}

    /**
     * The first step taken (Diffusers' {@code get_timesteps} of pipelines with diffusion samplers).
     *
     * @param numInferenceSteps 1 to {@code limit}
     * @param strength in (0, 1]
     * @param limit the model's training steps
     * @throws InvalidRequestException if one of them is out of its range, or no step is left
     */
    static int firstStep(int numInferenceSteps, double strength, int limit) {
        int most = Math.min(limit, Sampler.MAX_STEPS);
        if (numInferenceSteps < 1 || numInferenceSteps > most) {
            throw new InvalidRequestException(
                    "numInferenceSteps must be 1 to " + most + ", but is " + numInferenceSteps);
        }
        if (!(strength > 0 && strength <= 1)) {
            throw new InvalidRequestException("strength must be in (0, 1], but is " + strength);
        }
        int taken = (int) (numInferenceSteps * strength);
        if (taken < 1) {
            throw new InvalidRequestException("strength " + strength + " leaves none of numInferenceSteps "
                    + numInferenceSteps + "; 1 step is left from strength " + 1.0 / numInferenceSteps + " on");
        }
        return numInferenceSteps - taken;
    }
}
