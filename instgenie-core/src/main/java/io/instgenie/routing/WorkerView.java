package io.instgenie.routing;

import io.instgenie.cost.Demand;

/**
 * A worker at one moment, as routers see it: sums over the jobs it has, running or waiting.
 *
 * @param worker its number
 * @param requests jobs
 * @param maskedTokens masked tokens of all jobs
 * @param stepsLeft steps to do, summed over jobs
 * @param work what all steps to do ask for, but for what every step costs
 */
public record WorkerView(int worker, int requests, long maskedTokens, long stepsLeft, Demand work) {
    /** A worker without jobs. */
    public static WorkerView idle(int worker) {
        return new WorkerView(worker, 0, 0, 0, Demand.NONE);
    }
}
