package io.instgenie.model.samplers;

/**
 * The options of {@link Euler}.
 *
 * @param sigmas how levels are chosen
 * @param logLinear whether σ falls evenly in its logarithm (Diffusers' {@code interpolation_type}), to the last training level instead of 0
 * @param continuousTimesteps whether models that predict the velocity are told {@code log(σ) / 4} (Diffusers' {@code timestep_type})
 */
public record EulerOptions(SigmaOptions sigmas, boolean logLinear, boolean continuousTimesteps) {}
