package io.instgenie.model.samplers;

/**
 * The options of {@link Lcm}.
 *
 * @param originalInferenceSteps the steps of distillation, which an edit's steps are chosen from
 * @param timestepScaling by which timesteps are multiplied in the boundary condition
 * @param clipRange clean latents are held to at most this, infinite for not at all
 */
public record LcmOptions(int originalInferenceSteps, double timestepScaling, double clipRange) {}
