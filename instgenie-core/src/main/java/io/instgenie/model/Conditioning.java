package io.instgenie.model;

import io.instgenie.cost.BlockWork;

/**
 * What a {@link Denoiser} knows of a lane for all its steps. Only the denoiser that made it looks inside. Thread-safe until closed; owns its
 * tensors.
 */
public interface Conditioning extends AutoCloseable {
    /** What a block computes for the lane, at any step. */
    BlockWork work(int block);

    @Override
    void close();
}
