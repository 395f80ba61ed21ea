package io.instgenie.model.transformers;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * All adaLN vectors of one job, for all its steps: they depend on timestep, guidance and pooled text only, so computing them once spares
 * every step from reading the modulation layers' weights (a quarter of FLUX.1's) for a handful of rows. Thread-safe until closed.
 */
public final class Conditioning implements AutoCloseable {
    private final List<Tensor> blocks; // [steps, chunks, width] each
    private final Tensor out; // [steps, 2, width]

    Conditioning(List<Tensor> blocks, Tensor out) {
        this.blocks = blocks;
        this.out = out;
    }

    /** One block's vectors at one step: {@code [chunks, width]}. */
    public Tensor block(int block, int step) {
        return blocks.get(block).select(0, step);
    }

    /** The output norm's vectors at one step: {@code [2, width]}. */
    Tensor out(int step) {
        return out.select(0, step);
    }

    @Override
    public void close() {
        blocks.forEach(Tensor::close);
        out.close();
    }
}
