package io.instgenie.decode;

import io.instgenie.denoise.DenoisingJob;
import io.instgenie.device.PerModel;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.encode.EditPlan;
import io.instgenie.mask.Feather;
import io.instgenie.mask.ModelPicture;
import io.instgenie.mask.TokenMask;
import io.instgenie.model.Patches;
import io.instgenie.model.autoencoders.AutoencoderKl;
import io.instgenie.model.autoencoders.CellBox;
import io.instgenie.model.autoencoders.MaskedDecoder;
import io.instgenie.model.autoencoders.TemplateStatistics;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Latents to pictures, unmasked pixels exactly as they came. Thread-safe. */
public final class EditDecoder {
    private final AutoencoderKl vae;
    private final Patches patches;
    private final MaskedDecoder maskedDecoder;

    public EditDecoder(AutoencoderKl vae, Patches patches) {
        this.vae = vae;
        this.patches = patches;
        maskedDecoder = new MaskedDecoder(vae);
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

    /** A job's predicted clean latents. */
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
            Tensor whole = template.trajectory().latents(); // [tokens, channels]
            Tensor rows = Tensors.ofLongs(masked, masked.length).to(whole.device(), ScalarType.Long); // [masked]
            return new Snapshot(scope.keep(whole.index_copy(0, rows, latents)));
        }
    }

    /** What callers should know of how the model saw a picture. */
    public List<String> notes(EditPlan plan) {
        int size = vae.config().sampleSize();
        return vae.tiles(plan.canvas().height(), plan.canvas().width())
                ? List.of("encoded and decoded in tiles of " + size + " x " + size + " pixels")
                : List.of();
    }

    /** The picture behind {@code snapshot}, which is closed. */
    public EditImage decode(EditPlan plan, Snapshot snapshot) {
        return decode(plan, snapshot, vae::decode);
    }

    /** The picture behind {@code snapshot}, which is closed; decoded only around the mask, as part of a template with {@code statistics}. */
    public EditImage decode(EditPlan plan, Snapshot snapshot, PerModel<AutoencoderKl, TemplateStatistics> statistics) {
        return decode(plan, snapshot, statistics.of(vae));
    }

    private EditImage decode(EditPlan plan, Snapshot snapshot, TemplateStatistics statistics) {
        CellBox box = decodedBox(plan, statistics.picture());
        return decode(plan, snapshot, latents -> {
            Tensor part = maskedDecoder.decode(latents, box, statistics); // [1, 3, box height, box width]
            Tensor picture =
                    torch.zeros(1, 3, plan.canvas().height(), plan.canvas().width());
            statistics.picture().cut(picture, box).copy_(part); // what lies outside is pasted back
            return picture; // [1, 3, height, width]
        });
    }

    private EditImage decode(EditPlan plan, Snapshot snapshot, UnaryOperator<Tensor> decoder) {
        EditImage edited = plan.canvas().crop(picture(plan, snapshot, decoder).toImage());
        EditMask mask =
                new Feather(plan.request().feather()).apply(plan.request().mask());
        return plan.subject().finished(edited, mask);
    }

    /** Everything that a mask with its feather takes from the decoded picture. */
    private CellBox decodedBox(EditPlan plan, CellBox picture) {
        TokenMask.Box tokens = plan.tokens().boundingBox().orElseThrow();
        int scale = vae.config().scaleFactor();
        int size = plan.canvas().tokenSize() / scale;
        CellBox masked = new CellBox(
                tokens.y() * size,
                tokens.x() * size,
                (tokens.y() + tokens.height()) * size,
                (tokens.x() + tokens.width()) * size);
        int reach = (plan.request().feather() + scale - 1) / scale;
        return masked.grown(reach, picture);
    }

    private ModelPicture picture(EditPlan plan, Snapshot snapshot, UnaryOperator<Tensor> decoder) {
        try (TensorScope scope = TensorScope.open();
                snapshot) {
            Tensor decoded = decoder.apply(patches.unpack(
                    snapshot.tokens.cpu(),
                    plan.canvas().gridHeight(),
                    plan.canvas().gridWidth())); // [1, 3, height, width]
            return ModelPicture.ofPlanes(plan.canvas().width(), plan.canvas().height(), Tensors.toFloats(decoded));
        }
    }
}
