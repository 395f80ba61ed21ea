package io.instgenie.model.samplers;

/**
 * One run of the denoiser. Steps that are equal see a template at the same point, and share what is kept of it, whatever their samplers.
 *
 * @param timestep what the denoiser is told
 * @param level of the latents that come in
 * @param inputScale by which they are multiplied on their way into the denoiser (Diffusers' {@code scale_model_input})
 */
public record Step(float timestep, NoiseLevel level, float inputScale) {}
