package io.instgenie.toy;

import io.instgenie.cost.BlockWork;
import io.instgenie.model.Conditioning;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What the toy's denoiser knows of a lane.
 *
 * @param shifts what timestep and prompt add to the rows of each block, {@code [steps, width]}
 * @param work of each block
 */
record ToyConditioning(ToyCells fine, ToyCells coarse, List<Tensor> shifts, List<BlockWork> work)
        implements Conditioning {
    @Override
    public BlockWork work(int block) {
        return work.get(block);
    }

    /** {@code [width]}. */
    Tensor shift(int block, int step) {
        return shifts.get(block).select(0, step);
    }

    @Override
    public void close() {
        shifts.forEach(Tensor::close);
    }
}
