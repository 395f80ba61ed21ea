package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.activations.ActivationFormat;
import io.instgenie.activations.BlockModes;
import io.instgenie.activations.Kept;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.model.rows.TorchKernels;
import io.instgenie.plan.BlockMode;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.TensorScope;
import io.instgenie.toy.ToyModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * However the blocks of a U-net get what they read of a template, it is the same: where blocks lend different things or nothing, and passes can
 * begin at some of them only.
 */
class AnyFamilyPlansTest {
    private static final int PLANS = 90;
    private static final int WIDTH = 72;
    private static final int HEIGHT = 56;

    @Test
    void randomPlansEqualComputingEverything() {
        try (TensorScope scope = TensorScope.open();
                Denoising denoising = new Denoising(new ToyModel().load(Placement.CPU, new TorchKernels()), 1)) {
            Template template = Template.builder("picture", Samples.image(WIDTH, HEIGHT, 2))
                    .numInferenceSteps(3)
                    .prompt("a cat")
                    .build();
            Map<Kept, CachedTemplate> recorded = new EnumMap<>(Kept.class);
            for (Kept kept : Kept.values()) {
                recorded.put(kept, denoising.template(template, kept));
                denoising.record(recorded.get(kept));
            }
            for (int seed = 0; seed < PLANS; seed++) {
                Random random = new Random(seed);
                EditRequest request = request(random);
                Kept kept = Kept.values()[seed % Kept.values().length];
                float[] computed = denoising.latents(
                        denoising.job(request, template, denoising.template(template, kept)), BlockModes.LOAD_ALL);
                float[] planned = denoising.latents(
                        denoising.job(request, template, recorded.get(kept)),
                        step -> step.groups().stream()
                                .map(group -> plan(group.format(), random))
                                .toList());
                assertThat(planned).as("seed %d, %s kept", seed, kept).containsExactly(computed, Offset.offset(1e-4f));
                float[] loaded =
                        denoising.latents(denoising.job(request, template, recorded.get(kept)), BlockModes.LOAD_ALL);
                assertThat(loaded).as("seed %d, %s kept", seed, kept).containsExactly(computed, Offset.offset(1e-4f));
            }
        }
    }

    /** Any modes that what is kept allows. */
    private static List<BlockMode> plan(ActivationFormat format, Random random) {
        List<BlockMode> modes = new ArrayList<>();
        boolean resident = true;
        for (int block = 0; block < format.blocks().size(); block++) {
            boolean here = resident;
            int at = block;
            List<BlockMode> allowed = Arrays.stream(BlockMode.values())
                    .filter(mode -> allows(format, at, here, mode))
                    .toList();
            modes.add(allowed.get(random.nextInt(allowed.size())));
            resident = modes.get(block) == BlockMode.COMPUTE;
        }
        return modes;
    }

    private static boolean allows(ActivationFormat format, int block, boolean resident, BlockMode mode) {
        boolean now = mode == BlockMode.KV ? format.keepsLent(block) : resident || format.canResume(block);
        int next = block + 1;
        return now
                && (next == format.blocks().size()
                        || Arrays.stream(BlockMode.values())
                                .anyMatch(then -> allows(format, next, mode == BlockMode.COMPUTE, then)));
    }

    private static EditRequest request(Random random) {
        return EditRequest.builder()
                .template("picture")
                .mask(Samples.mask(WIDTH, HEIGHT, random))
                .seed(random.nextInt())
                .prompt("a dog")
                .negativePrompt("a cat")
                .mode(EditMode.CACHED)
                .build();
    }
}
