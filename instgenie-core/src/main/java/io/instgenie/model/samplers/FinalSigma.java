package io.instgenie.model.samplers;

/** Where the last step ends (Diffusers' {@code final_sigmas_type}). */
public enum FinalSigma {
    /** In clean latents. */
    ZERO,
    /** At the least noise of training. */
    SIGMA_MIN
}
