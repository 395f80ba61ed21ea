package io.instgenie.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.activations.ActivationFormat;
import io.instgenie.activations.Kept;
import io.instgenie.activations.Precision;
import io.instgenie.activations.TemplateActivations;
import io.instgenie.activations.TemplateStorage;
import io.instgenie.cache.Reservation;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.denoise.TemplateTrajectory;
import io.instgenie.device.CpuDevice;
import io.instgenie.device.PerModel;
import io.instgenie.model.NoiseSource;
import io.instgenie.model.Pipeline;
import io.instgenie.model.samplers.NoiseLevel;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EditEncoderTest {
    private static Pipeline pipeline;
    private static EditEncoder encoder;
    private static CachedTemplate template;

    @BeforeAll
    static void load() {
        pipeline = ToyEdits.pipeline();
        encoder = new EditEncoder(pipeline, pipeline.prompts());
        EditPlan plan = ToyEdits.plan(pipeline, 1);
        TemplateEncoder templates = new TemplateEncoder(pipeline, pipeline.prompts());
        ActivationFormat format = new ActivationFormat(
                Kept.KEY_VALUES, Precision.FLOAT32, pipeline.denoiser().blocks(plan.canvas(), 1));
        template = CachedTemplate.of(
                new PerModel<>(denoiser -> templates.encode(ToyEdits.TEMPLATE, plan.canvas(), plan.schedule(), 1)),
                new TemplateActivations(
                        4, format, Reservation.none(), new CpuDevice().hostMemory(), TemplateStorage.none(format)));
    }

    @AfterAll
    static void close() {
        template.free();
        pipeline.close();
    }

    @Test
    void denseAndCachedEditsOfASeedStartFromTheSameNoise() {
        EditPlan plan = ToyEdits.plan(pipeline, 1);
        try (DenoisingJob dense = encoder.dense(plan).job();
                DenoisingJob cached = encoder.cached(plan, template).job();
                TensorScope scope = TensorScope.open()) {
            assertThat(dense.tokens()).isEqualTo(12);
            assertThat(cached.tokens()).isEqualTo(2);
            assertThat(Tensors.toFloats(cached.latents())).containsExactly(masked(dense.latents()));
            Tensor noise = noise().mul(new Scalar(plan.schedule().initNoiseSigma())); // [tokens, channels]
            assertThat(Tensors.toFloats(dense.latents())).containsExactly(Tensors.toFloats(noise));
        }
    }

    /** A cached edit knows its picture by the template's latents. */
    @Test
    void belowFullStrengthItStartsFromThePicture() {
        EditPlan plan = ToyEdits.plan(pipeline, 0.5);
        try (DenoisingJob cached = encoder.cached(plan, template).job();
                TensorScope scope = TensorScope.open()) {
            assertThat(cached.steps()).isEqualTo(2);
            TemplateTrajectory trajectory = template.trajectories().of(pipeline.denoiser());
            NoiseLevel first = plan.schedule().steps().get(0).level();
            assertThat(Tensors.toFloats(cached.latents()))
                    .containsExactly(masked(first.of(trajectory.latents(), noise())), Offset.offset(1e-5f));
        }
    }

    @Test
    void tellsWhatWasCutOffThePrompt() {
        EditEncoder.Encoded encoded = encoder.dense(ToyEdits.plan(pipeline, 1));
        encoded.job().close();
        assertThat(encoded.notes()).singleElement().asString().contains("six");
    }

    /** The second draw of the seed: the first is for the picture's posterior. */
    private static Tensor noise() {
        try (NoiseSource source = new NoiseSource(11)) {
            source.draw(1, 4, 3, 4);
            return pipeline.spec().patches().pack(source.draw(1, 4, 3, 4)); // [tokens, channels]
        }
    }

    private static float[] masked(Tensor all) {
        return Tensors.toFloats(all.index_select(0, Tensors.ofLongs(ToyEdits.MASKED, ToyEdits.MASKED.length)));
    }
}
