package io.instgenie.cost;

import java.util.Map;

/**
 * What a step took.
 *
 * @param jobs that took it
 * @param work of each of its blocks
 * @param blockSeconds of a block, by kind, on average
 * @param besideSeconds of the step outside its blocks
 * @param seconds of the step
 */
public record StepObservation(
        int jobs, BlockWork work, Map<String, Double> blockSeconds, double besideSeconds, double seconds) {
    /** The map is copied. */
    public StepObservation {
        blockSeconds = Map.copyOf(blockSeconds);
    }
}
