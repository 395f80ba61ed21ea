package io.instgenie.model.samplers;

/**
 * The noise a model was trained with.
 *
 * @param numTrainTimesteps how many levels
 * @param schedule how β grows from {@code start} to {@code end}
 * @param start in (0, 1), as {@code end}; the cosine schedule has ends of its own
 * @param rescaleZeroSnr whether betas are rescaled until nothing is left of the picture at the last level
 *     (<a href="https://arxiv.org/abs/2305.08891">2305.08891</a>, algorithm 1)
 */
public record BetaConfig(
        int numTrainTimesteps, BetaSchedule schedule, double start, double end, boolean rescaleZeroSnr) {}
