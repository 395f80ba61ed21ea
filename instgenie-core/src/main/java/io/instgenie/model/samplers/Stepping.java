package io.instgenie.model.samplers;

import org.bytedeco.pytorch.Tensor;

/**
 * The update rule of one job on its way through a {@link Schedule}, with what it remembers of steps done. Works element by element, on
 * latents of any shape. Used by one thread at a time; owns its memory, which is freed by {@link #close}.
 */
public interface Stepping extends AutoCloseable {
    /**
     * Takes the next step. If it throws, it has not moved.
     *
     * @param x latents before the step, not scaled
     * @param output the denoiser's, of the same shape, after guidance
     * @return the latents after the step, a tensor of the caller's scope
     */
    Tensor step(Tensor x, Tensor output);

    /**
     * The clean latents that the denoiser's output points to, for previews; call it before {@link #step}.
     *
     * @return of the same shape, a tensor of the caller's scope
     */
    Tensor predicted(Tensor x, Tensor output);

    @Override
    void close();
}
