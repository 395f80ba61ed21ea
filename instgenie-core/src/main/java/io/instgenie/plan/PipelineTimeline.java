package io.instgenie.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * What happens when, if a plan runs and every load and block takes the time that the request foretells: an exact replay on virtual
 * time. Loads run one after the other in the order of the blocks, each as soon as its staging slot is free; a block is
 * computed when the block before it is done and its load has ended.
 *
 * @param blocks the times of each block
 * @param computeSeconds time the device computes
 * @param loadSeconds time the loader is busy
 */
public record PipelineTimeline(List<BlockTimes> blocks, double computeSeconds, double loadSeconds) {
    /**
     * When one block is loaded and computed, in seconds from the start of the step.
     *
     * @param loadStart where nothing is loaded, the same as {@code loadEnd}
     */
    public record BlockTimes(double loadStart, double loadEnd, double computeStart, double computeEnd) {}

    /** Makes a timeline. */
    public PipelineTimeline {
        blocks = List.copyOf(blocks);
    }

    /**
     * Replays modes, given by group, then by block.
     *
     * @throws IllegalArgumentException if the modes are not one per group and block, or need what is not stored
     */
    public static PipelineTimeline replay(PlanRequest request, List<List<BlockMode>> modes) {
        if (modes.size() != request.groups().size()) {
            throw new IllegalArgumentException(
                    modes.size() + " lists of modes for " + request.groups().size() + " groups");
        }
        PipelineClock clock = new PipelineClock(request);
        double[] state = new double[clock.width()];
        List<BlockTimes> times = new ArrayList<>(request.blocks());
        double computeTotal = 0;
        double loadTotal = 0;
        for (int block = 0; block < request.blocks(); block++) {
            double compute = request.editSeconds().get(block);
            double load = 0;
            boolean holdsSlot = false;
            for (int g = 0; g < modes.size(); g++) {
                PlanGroup group = request.groups().get(g);
                BlockMode mode = modeOf(modes.get(g), block, request.blocks());
                boolean resident =
                        block == 0 ? group.residentAtStart() : modes.get(g).get(block - 1) == BlockMode.COMPUTE;
                compute += group.blocks().get(block).computeSeconds(mode);
                load += group.loadSeconds(block, mode, resident);
                holdsSlot |= group.needsSlot(block, mode, resident);
            }
            if (Double.isInfinite(load)) {
                throw new IllegalArgumentException("block " + block + " is to load what is not stored");
            }
            double loadStart = state[1];
            clock.advance(state, 0, load, holdsSlot, compute, state, 0);
            times.add(new BlockTimes(loadStart, loadStart + load, state[0] - compute, state[0]));
            computeTotal += compute;
            loadTotal += load;
        }
        return new PipelineTimeline(times, computeTotal, loadTotal);
    }

    private static BlockMode modeOf(List<BlockMode> modes, int block, int blocks) {
        if (modes.size() != blocks) {
            throw new IllegalArgumentException(modes.size() + " modes for " + blocks + " blocks");
        }
        return modes.get(block);
    }

    /** From the start of the step until the last block is computed. */
    public double makespanSeconds() {
        return blocks.get(blocks.size() - 1).computeEnd();
    }

    /** Time the device waits for loads. */
    public double bubbleSeconds() {
        return Math.max(0, makespanSeconds() - computeSeconds);
    }
}
