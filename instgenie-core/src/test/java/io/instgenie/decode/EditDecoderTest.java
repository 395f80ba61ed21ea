package io.instgenie.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.denoise.DenoisingJob;
import io.instgenie.edit.EditImage;
import io.instgenie.encode.EditEncoder;
import io.instgenie.encode.EditPlan;
import io.instgenie.encode.ToyEdits;
import io.instgenie.mask.ModelPicture;
import io.instgenie.model.Patches;
import io.instgenie.model.Pipeline;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class EditDecoderTest {
    @Test
    void pastesTheDecodedPictureUnderTheMask() {
        try (Pipeline pipeline = ToyEdits.pipeline()) {
            EditPlan plan = ToyEdits.plan(pipeline, 1);
            Patches patches = pipeline.spec().patches();
            EditDecoder decoder = new EditDecoder(pipeline.autoencoder(), patches);
            try (DenoisingJob job =
                    new EditEncoder(pipeline, pipeline.prompts()).dense(plan).job()) {
                EditImage decoded = decoder.decode(plan, EditDecoder.capture(plan, job));
                EditImage whole = decoded(pipeline, job.latents());
                for (int y = 0; y < ToyEdits.HEIGHT; y++) {
                    for (int x = 0; x < ToyEdits.WIDTH; x++) {
                        EditImage expected = ToyEdits.MASK.isMasked(x, y) ? whole : plan.picture();
                        assertThat(decoded.rgb(x, y)).as("%d, %d", x, y).isEqualTo(expected.rgb(x, y));
                    }
                }
            }
        }
    }

    /** The job may go on: what was captured stays. */
    @Test
    void aSnapshotIsACopy() {
        try (Pipeline pipeline = ToyEdits.pipeline()) {
            EditPlan plan = ToyEdits.plan(pipeline, 1);
            EditDecoder decoder =
                    new EditDecoder(pipeline.autoencoder(), pipeline.spec().patches());
            DenoisingJob job =
                    new EditEncoder(pipeline, pipeline.prompts()).dense(plan).job();
            EditImage before = decoder.decode(plan, EditDecoder.capture(plan, job));
            EditDecoder.Snapshot snapshot = EditDecoder.capture(plan, job);
            try (TensorScope scope = TensorScope.open()) {
                job.latents().zero_();
            }
            job.close();
            assertThat(decoder.decode(plan, snapshot)).isEqualTo(before);
        }
    }

    private static EditImage decoded(Pipeline pipeline, Tensor latents) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor unpacked = pipeline.spec().patches().unpack(latents, 3, 4); // [1, 4, 3, 4]
            float[] planes = Tensors.toFloats(pipeline.autoencoder().decode(unpacked));
            return ModelPicture.ofPlanes(ToyEdits.WIDTH, ToyEdits.HEIGHT, planes)
                    .toImage();
        }
    }
}
