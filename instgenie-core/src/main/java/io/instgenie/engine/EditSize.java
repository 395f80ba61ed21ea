package io.instgenie.engine;

import io.instgenie.cost.JobSize;
import io.instgenie.edit.EditMode;
import io.instgenie.encode.EditPlan;
import io.instgenie.model.PipelineSpec;

/**
 * How large an edit is before anything of it is computed.
 *
 * @param tokens as the cost model counts
 * @param bytes of its tensors while it is denoised
 */
public record EditSize(JobSize tokens, long bytes) {
    /** Where it stands, where it started, the noise, and about as much of what the denoiser sees besides. */
    private static final int LATENT_COPIES = 8;

    /** @param plan with its mode decided */
    public static EditSize of(EditPlan plan, PipelineSpec model) {
        JobSize tokens = new JobSize(
                plan.mode() == EditMode.CACHED
                        ? plan.tokens().count()
                        : plan.canvas().tokens(),
                plan.request().maxSequenceLength(),
                plan.canvas().tokens(),
                model.lanes(plan.guidanceScale()));
        long floats =
                (long) LATENT_COPIES * tokens.maskedTokens() * model.patches().tokenChannels();
        return new EditSize(tokens, floats * Float.BYTES);
    }

    /** Memory it takes from its submission to its end: picture and mask, and the tensors. */
    public long pendingBytes(EditPlan plan) {
        return 4L * plan.picture().width() * plan.picture().height() + bytes;
    }
}
