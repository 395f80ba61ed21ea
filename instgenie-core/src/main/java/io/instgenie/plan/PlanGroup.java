package io.instgenie.plan;

import java.util.List;

/**
 * The jobs of a batch that edit one template at one step, and so share its keys and values: one mode per block serves them all.
 *
 * @param blocks what the modes cost, block by block
 * @param residentAtStart whether the template's rows are on the device before block 0, which the embedding grants
 * @param staged what was loaded before the step began, from block 0 on: block {@code i} finds the load of mode
 *     {@code staged.get(i)} done, in a staging slot that is held until the block is computed, or given up if the plan chooses
 *     another mode
 */
public record PlanGroup(List<BlockCost> blocks, boolean residentAtStart, List<BlockMode> staged) {
    /**
     * Makes a group.
     *
     * @throws IllegalArgumentException if {@code staged} is longer than {@code blocks}
     */
    public PlanGroup {
        blocks = List.copyOf(blocks);
        staged = List.copyOf(staged);
        if (staged.size() > blocks.size()) {
            throw new IllegalArgumentException(
                    "staged has " + staged.size() + " entries for " + blocks.size() + " blocks");
        }
    }

    /** A group for which nothing was loaded ahead. */
    public PlanGroup(List<BlockCost> blocks, boolean residentAtStart) {
        this(blocks, residentAtStart, List.of());
    }

    /** Seconds the loader spends on a block in a mode: 0 if nothing is to be loaded, or it is staged already. */
    double loadSeconds(int block, BlockMode mode, boolean resident) {
        return isStaged(block, mode) ? 0 : blocks.get(block).loadSeconds(mode, resident);
    }

    /** Whether a block in a mode holds a staging slot: it loads something, or finds it staged. */
    boolean needsSlot(int block, BlockMode mode, boolean resident) {
        return blocks.get(block).loadSeconds(mode, resident) > 0;
    }

    /** Whether a block costs what the one before does, and neither is staged. */
    boolean isLikeTheLast(int block) {
        return block > staged.size() && blocks.get(block).equals(blocks.get(block - 1));
    }

    private boolean isStaged(int block, BlockMode mode) {
        return block < staged.size() && staged.get(block) == mode;
    }
}
