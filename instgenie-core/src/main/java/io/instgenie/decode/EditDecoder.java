package io.instgenie.decode;

import io.instgenie.denoise.DenoisingJob;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.encode.EditPlan;
import io.instgenie.encode.Latents;
import io.instgenie.mask.Feather;
import io.instgenie.mask.ModelPicture;
import io.instgenie.mask.PasteBack;
import io.instgenie.model.autoencoders.AutoencoderKl;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Latents to pictures, unmasked pixels exactly as they came. Thread-safe. */
public final class EditDecoder {
    private final AutoencoderKl vae;

    public EditDecoder(AutoencoderKl vae) {
        this.vae = vae;
    }

    /**
     * The finished picture.
     *
     * @param latents of the tokens that {@code job} computes, {@code [tokens, channels]}; the others are the template's
     */
    public EditImage decode(EditPlan plan, DenoisingJob job, Tensor latents) {
        EditImage edited = plan.canvas().crop(picture(plan, job, latents).toImage());
        EditMask mask =
                new Feather(plan.request().feather()).apply(plan.request().mask());
        return PasteBack.paste(plan.picture(), edited, mask);
    }

    private ModelPicture picture(EditPlan plan, DenoisingJob job, Tensor latents) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor tokens = allTokens(plan, job, latents); // [gridHeight * gridWidth, channels]
            Tensor decoded = vae.decode(Latents.unpack(
                    tokens, plan.canvas().gridHeight(), plan.canvas().gridWidth())); // [1, 3, height, width]
            return ModelPicture.ofPlanes(plan.canvas().width(), plan.canvas().height(), Tensors.toFloats(decoded));
        }
    }

    private static Tensor allTokens(EditPlan plan, DenoisingJob job, Tensor latents) {
        DenoisingJob.TemplateUse template = job.template();
        if (template == null) {
            return latents;
        }
        long[] masked = plan.tokens().masked();
        return template.trajectory().latents().index_copy(0, Tensors.ofLongs(masked, masked.length), latents);
    }
}
