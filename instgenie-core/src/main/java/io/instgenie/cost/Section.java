package io.instgenie.cost;

/** What is kept together, and loaded together, of one block at one step. */
public enum Section {
    /** Keys and values of the image tokens: two parts. */
    KEY_VALUES,
    /** The block's input rows: one part. */
    HIDDEN_STATES
}
