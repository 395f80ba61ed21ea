package io.instgenie.model.samplers;

/**
 * The options of {@link Ddim}.
 *
 * @param setAlphaToOne whether the last step ends in clean latents, instead of at the level of timestep 0
 * @param clipRange clean latents are held to at most this, infinite for not at all
 */
public record DdimOptions(boolean setAlphaToOne, double clipRange) {}
