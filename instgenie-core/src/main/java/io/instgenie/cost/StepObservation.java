package io.instgenie.cost;

import java.util.Map;

/**
 * What a step took.
 *
 * @param jobs that took it
 * @param work of its first block, which stands for the step's size
 * @param kinds what blocks of each kind took
 * @param outsideSeconds of the step outside its blocks
 * @param seconds of the step
 */
public record StepObservation(
        int jobs, BlockWork work, Map<String, KindTime> kinds, double outsideSeconds, double seconds) {
    /** What one block took, on average over blocks of a kind. */
    public record KindTime(BlockWork work, double seconds) {}

    /** The map is copied. */
    public StepObservation {
        kinds = Map.copyOf(kinds);
    }
}
