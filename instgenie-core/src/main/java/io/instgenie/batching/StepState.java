package io.instgenie.batching;

import io.instgenie.cost.StepCost;
import java.util.List;

/**
 * A worker between two steps.
 *
 * @param nowNanos the time
 * @param running jobs that have begun, in the order in which they did
 * @param waiting jobs that have not, in the order in which they came
 * @param limits of a step
 * @param costs what steps cost
 */
public record StepState(
        long nowNanos, List<JobView> running, List<JobView> waiting, BatchLimits limits, StepCost costs) {
    /** Whether any job is ready to take a step. */
    public boolean hasWork() {
        return !running.isEmpty() || !waiting.isEmpty();
    }
}
