package io.instgenie.model.unet;

import org.bytedeco.pytorch.Tensor;

/**
 * One run of the network for a job at a step.
 *
 * @param input latents with their extra channels, {@code [cells, inChannels]} in row-major order, float32 on the device
 * @param step of the conditioning's steps
 */
public record UNetLane(Tensor input, UNetConditioning conditioning, int step) {}
