package io.instgenie.model;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * One run of the denoiser for a job or a template at a step. A job under guidance has two.
 *
 * @param input the denoiser's, latents and whatever else it sees: {@code [tokens, inChannels]}, float32 where the denoiser is. Asked for when
 *     a pass begins, in its caller's scope
 * @param conditioning made by the same denoiser
 * @param step of the conditioning's steps
 */
public record Lane(Supplier<Tensor> input, Conditioning conditioning, int step) {}
