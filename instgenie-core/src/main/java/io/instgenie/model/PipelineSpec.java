package io.instgenie.model;

import io.instgenie.model.samplers.SamplerChoice;

/**
 * A pipeline in numbers: what settles a request without running the model. Immutable.
 *
 * @param modelHash tells its content from other models', in hexadecimal
 * @param patches how latents are cut into tokens
 * @param samplers the noise schedules
 * @param guidance what guidance is to the model
 * @param keepsTemplates whether its blocks have anything to keep of a template; if not, edits are computed dense
 * @param pictureSize pixels along a side of the pictures that the model is made for
 * @param rowNumbers numbers that a step has in use at a time for each row, at most
 */
public record PipelineSpec(
        String modelHash,
        Patches patches,
        SamplerChoice samplers,
        Guidance guidance,
        boolean keepsTemplates,
        int pictureSize,
        int rowNumbers) {
    /**
     * How a model is guided.
     *
     * @param scale where a request names none
     * @param negativePrompts whether guidance leads from a negative prompt to the prompt (classifier-free guidance), in place of a scale that
     *     the denoiser is told
     */
    public record Guidance(double scale, boolean negativePrompts) {}

    /** The scale where a request names none. */
    public double guidanceScale() {
        return guidance.scale();
    }

    /** How often a step runs the denoiser for an edit (Diffusers' {@code do_classifier_free_guidance}). */
    public int lanes(double guidanceScale) {
        return guidance.negativePrompts() && guidanceScale > 1 ? 2 : 1;
    }

    /** What a template's pass depends on of the scale of edits. */
    public double templateGuidance(double guidanceScale) {
        return guidance.negativePrompts() ? 1 : guidanceScale;
    }
}
