package io.instgenie.model.unet;

import io.instgenie.cost.BlockWork;
import io.instgenie.model.Conditioning;
import java.util.List;

/**
 * What the denoiser knows of a lane.
 *
 * @param conditioning owned by this
 * @param height of the latents' map
 * @param width of the latents' map
 * @param work of every block
 */
record LaneConditioning(UNetConditioning conditioning, int height, int width, List<BlockWork> work)
        implements Conditioning {
    @Override
    public BlockWork work(int block) {
        return work.get(block);
    }

    /** Whether lanes can go through the network together: their maps have one size, their texts one length. */
    record Size(int height, int width, long textTokens) {}

    Size size() {
        return new Size(height, width, conditioning.textTokens());
    }

    @Override
    public void close() {
        conditioning.close();
    }
}
