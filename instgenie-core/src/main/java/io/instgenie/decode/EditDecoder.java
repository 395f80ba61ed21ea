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

    /** Latents of a whole picture, taken from a job that may go on or end. */
    public static final class Snapshot implements AutoCloseable {
        private final Tensor tokens; // [gridHeight * gridWidth, channels]

        private Snapshot(Tensor tokens) {
            this.tokens = tokens;
        }

        @Override
        public void close() {
            tokens.close();
        }
    }

    /** A job's latents as they are. */
    public static Snapshot capture(EditPlan plan, DenoisingJob job) {
        return capture(plan, job, job.latents());
    }

    /** A job's predicted clean latents, while its step is reported. */
    public static Snapshot capturePredicted(EditPlan plan, DenoisingJob job) {
        return capture(plan, job, job.predicted());
    }

    private static Snapshot capture(EditPlan plan, DenoisingJob job, Tensor latents) {
        try (TensorScope scope = TensorScope.open()) {
            DenoisingJob.TemplateUse template = job.template();
            if (template == null) {
                return new Snapshot(scope.keep(latents.clone()));
            }
            long[] masked = plan.tokens().masked();
            return new Snapshot(scope.keep(
                    template.trajectory().latents().index_copy(0, Tensors.ofLongs(masked, masked.length), latents)));
        }
    }

    /** The picture behind {@code snapshot}, which is closed. */
    public EditImage decode(EditPlan plan, Snapshot snapshot) {
        EditImage edited = plan.canvas().crop(picture(plan, snapshot).toImage());
        EditMask mask =
                new Feather(plan.request().feather()).apply(plan.request().mask());
        return PasteBack.paste(plan.picture(), edited, mask);
    }

    private ModelPicture picture(EditPlan plan, Snapshot snapshot) {
        try (TensorScope scope = TensorScope.open();
                snapshot) {
            Tensor decoded = vae.decode(Latents.unpack(
                    snapshot.tokens, plan.canvas().gridHeight(), plan.canvas().gridWidth())); // [1, 3, height, width]
            return ModelPicture.ofPlanes(plan.canvas().width(), plan.canvas().height(), Tensors.toFloats(decoded));
        }
    }
}
