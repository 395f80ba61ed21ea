package io.instgenie.cache;

/** What is loaded together of one block at one step. */
public enum Section {
    /** Keys and values of the image tokens. */
    KEY_VALUES,
    /** The block's input rows. */
    HIDDEN_STATES
}
