package io.instgenie.plan;

/**
 * How one block gets what its edits read of a template's unmasked tokens: keys and values, or of a block without attention, its input rows.
 * All three yield the same numbers; they differ in what they load, compute and leave behind.
 */
public enum BlockMode {
    /** Loads what edits read, if they read anything. */
    KV,
    /**
     * Loads the unmasked tokens' hidden states, unless the template's rows are resident, and projects keys and values. Needs a block where a
     * pass can begin, or resident rows.
     */
    X,
    /**
     * Runs the template's own rows through the block beside the edit's. Needs them resident, or loads the hidden states of all of
     * them; leaves them resident for the next block.
     */
    COMPUTE
}
