package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.activations.BlockModes;
import io.instgenie.activations.Kept;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.parity.ParityCase;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What rides along in a batch, and from which step on, changes no edit. */
class BatchesDoNotChangePicturesTest {
    private static final Offset<Float> TOLERANCE = Offset.offset(1e-4f);
    private static final List<String> PROMPTS = List.of("", "a cat", "put a sunflower here", "strawberry & heart");

    private record Edit(EditRequest request, Template template) {}

    @ParameterizedTest
    @EnumSource(names = {"FLUX_FILL", "FLUX_INPAINT"})
    void aBatchEqualsItsEditsOneByOne(ParityCase parity) {
        try (TensorScope scope = TensorScope.open();
                Denoising denoising = new Denoising(parity)) {
            for (long seed = 0; seed < 4; seed++) {
                Random random = new Random(seed);
                List<Edit> edits = edits(random);
                List<float[]> together = together(denoising, edits, random);
                for (int i = 0; i < edits.size(); i++) {
                    Edit edit = edits.get(i);
                    CachedTemplate recorded = denoising.template(edit.template(), Kept.KEY_VALUES);
                    denoising.record(recorded);
                    DenoisingJob alone = denoising.job(edit.request(), edit.template(), recorded);
                    assertThat(together.get(i))
                            .as("seed %d, edit %d: %s", seed, i, edit.request())
                            .containsExactly(denoising.latents(alone, BlockModes.LOAD_ALL), TOLERANCE);
                }
            }
        }
    }

    /** Two edits of each of two templates, dense and cached, and some more. */
    private static List<Edit> edits(Random random) {
        List<Template> templates = List.of(template("a", random), template("b", random));
        List<Edit> edits = new ArrayList<>();
        for (int i = 0; i < 4 + random.nextInt(4); i++) {
            Template template = templates.get(i % 2);
            EditImage image = template.image();
            EditRequest request = EditRequest.builder()
                    .template(template.id())
                    .mask(Samples.mask(image.width(), image.height(), random))
                    .prompt(PROMPTS.get(random.nextInt(PROMPTS.size())))
                    .maxSequenceLength(8 + random.nextInt(17))
                    .seed(random.nextInt())
                    .mode(i < 3 ? EditMode.CACHED : i == 3 ? EditMode.DENSE : anyMode(random))
                    .build();
            edits.add(new Edit(request, template));
        }
        return edits;
    }

    private static EditMode anyMode(Random random) {
        return random.nextBoolean() ? EditMode.CACHED : EditMode.DENSE;
    }

    private static Template template(String id, Random random) {
        EditImage image = Samples.image(33 + random.nextInt(80), 33 + random.nextInt(80), random.nextLong());
        return Template.builder(id, image)
                .numInferenceSteps(2 + random.nextInt(4))
                .strength(0.6 + 0.4 * random.nextDouble())
                .guidanceScale(1 + random.nextInt(30))
                .maxSequenceLength(8 + random.nextInt(17))
                .prompt(PROMPTS.get(random.nextInt(PROMPTS.size())))
                .build();
    }

    /** Edits join one after the other, and so stand at different steps; templates are recorded before or on the way. */
    private static List<float[]> together(Denoising denoising, List<Edit> edits, Random random) {
        Map<String, CachedTemplate> recorded = new HashMap<>();
        for (Edit edit : edits) {
            recorded.computeIfAbsent(edit.template().id(), id -> {
                CachedTemplate template = denoising.template(edit.template(), Kept.KEY_VALUES);
                if (random.nextBoolean()) {
                    denoising.record(template);
                }
                return template;
            });
        }
        List<DenoisingJob> jobs = new ArrayList<>();
        do {
            int next = jobs.size();
            if (next < edits.size() && (next < 2 || random.nextInt(3) > 0)) {
                Edit edit = edits.get(next);
                jobs.add(denoising.job(
                        edit.request(),
                        edit.template(),
                        recorded.get(edit.template().id())));
            }
            List<DenoisingJob> open = jobs.stream().filter(job -> !job.isDone()).toList();
            if (!open.isEmpty()) {
                denoising.step(open, BlockModes.LOAD_ALL);
            }
        } while (jobs.size() < edits.size() || jobs.stream().anyMatch(job -> !job.isDone()));
        List<float[]> latents =
                jobs.stream().map(job -> Tensors.toFloats(job.latents())).toList();
        jobs.forEach(DenoisingJob::close);
        return latents;
    }
}
