package io.instgenie.denoise;

import io.instgenie.plan.BlockMode;

/** Chooses how a block gets a template's keys and values. */
@FunctionalInterface
public interface BlockModes {
    /** Loads keys and values everywhere. */
    BlockModes LOAD_ALL = (kept, block) -> BlockMode.KV;

    /**
     * The mode of a block whose step is kept. It must be one that what is kept, and the block before, allow.
     *
     * @param kept the step's activations
     */
    BlockMode mode(StepActivations kept, int block);
}
