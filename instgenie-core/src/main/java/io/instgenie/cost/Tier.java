package io.instgenie.cost;

/** A part of the activation cache, from the fastest to the slowest. */
public enum Tier {
    /** The memory of the device that computes. */
    DEVICE,
    /** The host's memory. */
    HOST,
    /** Files. */
    DISK
}
