package io.instgenie.metrics;

/** How an edit ended. */
public enum EditOutcome {
    /** With a picture. */
    DONE,
    /** By its caller. */
    CANCELLED,
    /** Too late. */
    EXPIRED,
    /** Otherwise without a picture. */
    FAILED
}
