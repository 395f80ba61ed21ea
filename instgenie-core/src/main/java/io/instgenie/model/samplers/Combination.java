package io.instgenie.model.samplers;

import java.util.List;

/**
 * Latents made of earlier ones, of what outputs pointed to, and of noise, by their weights.
 *
 * @param ofLatents weight of the latents the step begins with
 * @param ofOutputs weights of what the last outputs pointed to, the newest first
 * @param ofNoise weight of fresh noise; none is drawn where it is 0
 */
record Combination(double ofLatents, List<Double> ofOutputs, double ofNoise) {
    Combination {
        ofOutputs = List.copyOf(ofOutputs);
    }
}
