package io.instgenie.metrics;

/**
 * Where the time of a finished edit went, in nanoseconds.
 *
 * @param queue from submission until it was encoded, and from there until its first step
 * @param encode prompt and picture to the model's inputs
 * @param denoise from its first step to its last
 * @param decode latents to the finished picture
 * @param total from submission to the end
 */
public record EditTimes(long queue, long encode, long denoise, long decode, long total) {}
