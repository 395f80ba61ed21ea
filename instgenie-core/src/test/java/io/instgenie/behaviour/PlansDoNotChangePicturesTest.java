package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.activations.BlockModes;
import io.instgenie.activations.Kept;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.parity.ParityCase;
import io.instgenie.plan.BlockMode;
import io.instgenie.tensor.TensorScope;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a block gets its template's keys and values, they are the same. */
class PlansDoNotChangePicturesTest {
    private static final int PLANS = 500;
    private static final int WIDTH = 64;
    private static final int HEIGHT = 48;

    @ParameterizedTest
    @EnumSource(names = {"FLUX_FILL", "FLUX_INPAINT"})
    void randomPlansEqualLoadingEverything(ParityCase parity) {
        try (TensorScope scope = TensorScope.open();
                Denoising denoising = new Denoising(parity)) {
            Template template = Template.builder("picture", Samples.image(WIDTH, HEIGHT, 2))
                    .numInferenceSteps(3)
                    .prompt("a cat")
                    .maxSequenceLength(12)
                    .build();
            CachedTemplate ahead = denoising.template(template, Kept.BOTH);
            denoising.record(ahead);
            CachedTemplate onTheWay = denoising.template(template, Kept.BOTH);
            denoising.latents(denoising.job(request(new Random(0)), template, onTheWay), BlockModes.LOAD_ALL);
            CachedTemplate hiddenStates = denoising.template(template, Kept.HIDDEN_STATES);
            denoising.record(hiddenStates);
            for (int seed = 0; seed < PLANS; seed++) {
                EditRequest request = request(new Random(seed));
                CachedTemplate kept = List.of(ahead, onTheWay, hiddenStates).get(seed % 3);
                float[] planned = denoising.latents(
                        denoising.job(request, template, kept),
                        plan(kept.activations().format().kept(), new Random(seed)));
                float[] loaded = denoising.latents(denoising.job(request, template, ahead), BlockModes.LOAD_ALL);
                assertThat(planned)
                        .as(
                                "seed %d, %s kept",
                                seed, kept.activations().format().kept())
                        .containsExactly(loaded, Offset.offset(1e-4f));
            }
        }
    }

    private static BlockModes plan(Kept kept, Random random) {
        List<BlockMode> modes = kept == Kept.BOTH
                ? List.of(BlockMode.KV, BlockMode.X, BlockMode.COMPUTE)
                : List.of(BlockMode.X, BlockMode.COMPUTE);
        return step -> step.groups().stream()
                .map(group -> IntStream.range(0, step.work().size())
                        .mapToObj(block -> modes.get(random.nextInt(modes.size())))
                        .toList())
                .toList();
    }

    private static EditRequest request(Random random) {
        return EditRequest.builder()
                .template("picture")
                .mask(Samples.mask(WIDTH, HEIGHT, random))
                .seed(random.nextInt())
                .mode(EditMode.CACHED)
                .maxSequenceLength(16)
                .build();
    }
}
