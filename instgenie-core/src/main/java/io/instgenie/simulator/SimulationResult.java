package io.instgenie.simulator;

import io.instgenie.metrics.LatencySummary;

/**
 * What a simulation came to. {@code requests = done + refused + cancelled + expired}.
 *
 * @param requests requests that came
 * @param done requests with a picture
 * @param refused requests not let in, since their deadline could not be met
 * @param cancelled requests given up by their callers
 * @param expired requests that were too late
 * @param seconds virtual time until the last ended
 * @param throughput pictures a second over that time
 * @param utilisation share of that time that workers computed, 0 to 1
 * @param meanBatch jobs in a step, on average
 * @param latency of requests that are done, from arrival to last step or picture
 */
public record SimulationResult(
        long requests,
        long done,
        long refused,
        long cancelled,
        long expired,
        double seconds,
        double throughput,
        double utilisation,
        double meanBatch,
        LatencySummary latency) {}
