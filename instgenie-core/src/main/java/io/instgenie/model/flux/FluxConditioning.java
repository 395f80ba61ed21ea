package io.instgenie.model.flux;

import io.instgenie.cost.BlockWork;
import io.instgenie.model.Conditioning;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A lane's embedded text, positions, and adaLN vectors for all its steps: those depend on timestep, guidance and pooled text only, so computing
 * them once spares every step from reading the modulation layers' weights (a quarter of FLUX.1's) for a handful of rows.
 *
 * @param text embedded prompt, {@code [textTokens, width]}
 * @param rotary complex {@code [tokens, 1, headDim / 2]}, of the tokens computed
 * @param others the image tokens that are not computed, {@code [n]}; null if all are
 * @param blocks adaLN vectors of each block, {@code [steps, chunks, width]}
 * @param out the output norm's, {@code [steps, 2, width]}
 * @param work of every block
 */
record FluxConditioning(
        Tensor text, Tensor rotary, @Nullable Tensor others, List<Tensor> blocks, Tensor out, BlockWork work)
        implements Conditioning {
    @Override
    public BlockWork work(int block) {
        return work;
    }

    int textTokens() {
        return Math.toIntExact(text.size(0));
    }

    int tokens() {
        return Math.toIntExact(rotary.size(0));
    }

    /** One block's vectors at one step: {@code [chunks, width]}. */
    Tensor block(int block, int step) {
        return blocks.get(block).select(0, step);
    }

    /** The output norm's vectors at one step: {@code [2, width]}. */
    Tensor out(int step) {
        return out.select(0, step);
    }

    @Override
    public void close() {
        text.close();
        rotary.close();
        if (others != null) {
            others.close();
        }
        blocks.forEach(Tensor::close);
        out.close();
    }
}
