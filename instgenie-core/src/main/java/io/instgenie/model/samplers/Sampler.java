package io.instgenie.model.samplers;

import io.instgenie.edit.InvalidRequestException;

/** A noise schedule and its update rule (what Diffusers calls a scheduler). Without state, thread-safe. */
public interface Sampler {
    /** More steps than this are a mistake: models are trained on as many noise levels. */
    int MAX_STEPS = 1000;

    /**
     * The schedule of an edit.
     *
     * @param numInferenceSteps as Diffusers' pipelines take it; a schedule may have more steps (PNDM has one more)
     * @param imageTokens by which dynamic shifting spends more steps on noise; other samplers ignore it
     * @param strength in (0, 1]: below 1, the first {@code (1 - strength)} of the steps are left out (Diffusers' {@code get_timesteps})
     * @throws InvalidRequestException if the number of steps is out of range, or the strength leaves none
     */
    Schedule schedule(int numInferenceSteps, int imageTokens, double strength);
}
