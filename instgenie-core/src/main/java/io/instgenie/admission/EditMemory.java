package io.instgenie.admission;

/**
 * What an edit takes of memory, in bytes.
 *
 * @param held from its submission to its end
 * @param stepping beyond that, while it is in a step
 * @param coding beyond that, while it is encoded or decoded
 */
public record EditMemory(long held, long stepping, long coding) {
    /** The most that it takes with no other edit about. */
    public long alone() {
        return held + Math.max(stepping, coding);
    }
}
