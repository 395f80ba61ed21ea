package io.instgenie.model.samplers;

/**
 * A step of Euler's method: along {@code (x - z') / σ}, where z' is what the output points to.
 *
 * @param clean makes z' of latents and output
 * @param sigma σ before the step
 * @param down what σ changes by, below 0
 * @param up weight of fresh noise; none is drawn where it is 0
 */
record EulerStep(Mix clean, double sigma, double down, double up) {}
