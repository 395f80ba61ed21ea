package io.instgenie.simulator;

import io.instgenie.metrics.LatencySummary;

/**
 * What a simulation came to.
 *
 * @param requests all of which were done
 * @param seconds virtual time until the last was done
 * @param throughput requests a second over that time
 * @param utilisation share of that time that workers computed, 0 to 1
 * @param meanBatch jobs in a step, on average
 * @param latency from arrival to last step
 */
public record SimulationResult(
        int requests,
        double seconds,
        double throughput,
        double utilisation,
        double meanBatch,
        LatencySummary latency) {}
