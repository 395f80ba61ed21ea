package io.instgenie;

import io.instgenie.cost.JobSize;
import io.instgenie.edit.EditMode;
import io.instgenie.encode.EditPlan;
import io.instgenie.model.transformers.FluxConfig;

/**
 * How large an edit is before anything of it is computed.
 *
 * @param tokens as the cost model counts
 * @param bytes of its tensors while it is denoised
 */
record EditSize(JobSize tokens, long bytes) {
    private static final int LATENT_COPIES = 3; // where it stands, where it started, the noise

    /** @param plan with its mode decided */
    static EditSize of(EditPlan plan, FluxConfig config) {
        JobSize tokens = new JobSize(
                plan.mode() == EditMode.CACHED
                        ? plan.tokens().count()
                        : plan.canvas().tokens(),
                plan.request().maxSequenceLength(),
                plan.canvas().tokens());
        long floats = (long) tokens.textTokens() * config.width()
                + (long) tokens.maskedTokens()
                        * (config.inChannels() + LATENT_COPIES * config.outChannels() + config.attentionHeadDim());
        return new EditSize(tokens, floats * Float.BYTES);
    }

    /** Memory it takes from its submission to its end: picture and mask, and the tensors. */
    long pendingBytes(EditPlan plan) {
        return 4L * plan.picture().width() * plan.picture().height() + bytes;
    }
}
