package io.instgenie.plan;

/**
 * How one block gets the keys and values of a template's unmasked tokens. All three yield the same keys and values; they differ
 * in what they load, compute and leave behind.
 */
public enum BlockMode {
    /** Loads keys and values. */
    KV,
    /** Loads the unmasked tokens' hidden states, unless the template's rows are resident, and projects keys and values. */
    X,
    /**
     * Runs the template's own rows through the block beside the edit's. Needs them resident, or loads the hidden states of all of
     * them; leaves them resident for the next block.
     */
    COMPUTE
}
