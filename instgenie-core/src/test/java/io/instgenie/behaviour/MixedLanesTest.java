package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.instgenie.activations.BlockModes;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.model.rows.TorchKernels;
import io.instgenie.parity.UNetParityCase;
import io.instgenie.pretrained.PretrainedModels;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Edits with and without guidance, of different samplers, steps, sizes and prompts, come out of one batch as they do alone. */
class MixedLanesTest {
    /** Of the largest of an edit's latents. */
    private static final double TOLERANCE = 1e-4;

    private static final EditImage SMALL = Samples.image(40, 56, 1);
    private static final EditImage LARGE = Samples.image(72, 64, 2);

    private record Edit(EditImage image, EditRequest request) {}

    @ParameterizedTest
    @EnumSource(names = {"SD15_INPAINT", "SD21_BLEND"})
    void aBatchEqualsItsEditsOneByOne(UNetParityCase parity) {
        try (TensorScope scope = TensorScope.open();
                Denoising denoising = new Denoising(
                        PretrainedModels.read(parity.path("model"), Optional.empty())
                                .load(Placement.CPU, new TorchKernels()),
                        1)) {
            List<Edit> edits = edits();
            List<float[]> together = together(denoising, edits);
            for (int i = 0; i < edits.size(); i++) {
                float[] alone = denoising.latents(job(denoising, edits.get(i)), BlockModes.LOAD_ALL);
                assertClose("edit " + i, together.get(i), alone);
            }
        }
    }

    private static List<Edit> edits() {
        return List.of(
                edit(SMALL, request(SMALL, 1).guidanceScale(7.5).sampler("PNDMScheduler")),
                edit(LARGE, request(LARGE, 2).guidanceScale(1).sampler("DDIMScheduler")),
                edit(
                        SMALL,
                        request(SMALL, 3)
                                .prompt("a red car")
                                .negativePrompt("grass")
                                .guidanceScale(3)
                                .guidanceRescale(0.7)
                                .sampler("EulerAncestralDiscreteScheduler")),
                edit(LARGE, request(LARGE, 4).numInferenceSteps(5).strength(0.7).sampler("UniPCMultistepScheduler")),
                edit(SMALL, request(SMALL, 5).guidanceScale(0).sampler("LCMScheduler")));
    }

    private static Edit edit(EditImage image, EditRequest.Builder request) {
        return new Edit(image, request.build());
    }

    private static EditRequest.Builder request(EditImage image, long seed) {
        return EditRequest.builder()
                .template("picture")
                .mode(EditMode.DENSE)
                .mask(Samples.mask(image.width(), image.height(), new Random(seed)))
                .prompt("an ORANGE cat, sleeping!")
                .numInferenceSteps(3)
                .seed(seed);
    }

    private static DenoisingJob job(Denoising denoising, Edit edit) {
        return denoising.job(edit.request(), Template.of("picture", edit.image()), null);
    }

    /** One joins after the other, so that they stand at different steps. */
    private static List<float[]> together(Denoising denoising, List<Edit> edits) {
        List<DenoisingJob> jobs = new ArrayList<>();
        do {
            if (jobs.size() < edits.size()) {
                jobs.add(job(denoising, edits.get(jobs.size())));
            }
            denoising.step(jobs.stream().filter(job -> !job.isDone()).toList(), BlockModes.LOAD_ALL);
        } while (jobs.size() < edits.size() || jobs.stream().anyMatch(job -> !job.isDone()));
        List<float[]> latents =
                jobs.stream().map(job -> Tensors.toFloats(job.latents())).toList();
        jobs.forEach(DenoisingJob::close);
        return latents;
    }

    private static void assertClose(String name, float[] actual, float[] expected) {
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(actual).as(name).containsExactly(expected, within((float) (TOLERANCE * largest)));
    }
}
