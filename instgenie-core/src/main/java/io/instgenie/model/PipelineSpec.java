package io.instgenie.model;

import io.instgenie.model.samplers.Sampler;

/**
 * A pipeline in numbers: what settles a request without running the model. Immutable.
 *
 * @param modelHash tells its content from other models', in hexadecimal
 * @param patches how latents are cut into tokens
 * @param sampler the noise schedule
 * @param guidanceScale where a request names none
 * @param seesMask whether the denoiser sees the mask; if not, latents outside it are put back after every step
 * @param pictureSize pixels along a side of the pictures that the model is made for
 * @param rowNumbers numbers that a step has in use at a time for each row, at most
 */
public record PipelineSpec(
        String modelHash,
        Patches patches,
        Sampler sampler,
        double guidanceScale,
        boolean seesMask,
        int pictureSize,
        int rowNumbers) {}
