package io.instgenie.model.samplers;

import org.bytedeco.pytorch.Tensor;

/** A tensor made of the latents and the denoiser's output, by their weights. */
record Mix(double ofLatents, double ofOutput) {
    Tensor apply(Tensor x, Tensor output) {
        return new WeightedSum().plus(ofLatents, x).plus(ofOutput, output).tensor();
    }

    Mix times(double factor) {
        return new Mix(factor * ofLatents, factor * ofOutput);
    }

    Mix plus(Mix other) {
        return new Mix(ofLatents + other.ofLatents, ofOutput + other.ofOutput);
    }
}
