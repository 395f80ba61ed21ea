package io.instgenie.model.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A denoiser that knows the clean latents leads every sampler to them, from wherever it starts, whatever noise it draws on its way. */
class TrueNoiseTest {
    private static final int SIZE = 6;

    @ParameterizedTest
    @EnumSource
    void leadsToTheCleanLatents(PredictionType prediction) {
        Random random = new Random(7);
        for (TimestepSpacing spacing : TimestepSpacing.values()) {
            for (Sampler sampler : samplers(prediction, spacing)) {
                int steps = 2 + random.nextInt(40);
                double strength = sampler instanceof Pndm ? 1 : 0.5 + random.nextDouble() / 2;
                assertLeads(
                        sampler.schedule(steps, 0, strength),
                        prediction,
                        random,
                        sampler + " " + steps + " " + strength);
            }
        }
    }

    /** PNDM combines outputs of several steps, which are equal only where they are the noise, and each step ends at the next one's timestep. */
    private static List<Sampler> samplers(PredictionType prediction, TimestepSpacing spacing) {
        DiffusionConfig config = Samplers.config(prediction, spacing);
        List<Sampler> samplers = new ArrayList<>(Samplers.all(config));
        if (prediction == PredictionType.EPSILON && spacing == TimestepSpacing.LEADING) {
            samplers.add(Samplers.pndm(config));
        }
        return samplers;
    }

    private static void assertLeads(Schedule schedule, PredictionType prediction, Random random, String name) {
        try (TensorScope scope = TensorScope.open();
                Stepping stepping = schedule.begin(() -> Samplers.gaussian(random, SIZE))) {
            float[] clean = Tensors.toFloats(Samplers.gaussian(random, SIZE));
            NoiseLevel first = schedule.steps().get(0).level();
            Tensor x = Tensors.ofFloats(noised(clean, first, random), SIZE);
            for (Step step : schedule.steps()) {
                Tensor output = Tensors.ofFloats(truth(prediction, step.level(), clean, Tensors.toFloats(x)), SIZE);
                assertThat(Tensors.toFloats(stepping.predicted(x, output)))
                        .as(name)
                        .containsExactly(clean, Offset.offset(1e-4f));
                x = stepping.step(x, output);
            }
            assertThat(Tensors.toFloats(x)).as(name).containsExactly(clean, Offset.offset(1e-4f));
        }
    }

    private static float[] noised(float[] clean, NoiseLevel level, Random random) {
        float[] noised = new float[clean.length];
        for (int i = 0; i < clean.length; i++) {
            noised[i] = level.signal() * clean[i] + level.noise() * (float) random.nextGaussian();
        }
        return noised;
    }

    /** What a denoiser would tell of {@code x} that knew {@code clean}. */
    private static float[] truth(PredictionType prediction, NoiseLevel level, float[] clean, float[] x) {
        float[] output = new float[clean.length];
        double scale = Math.hypot(level.signal(), level.noise());
        for (int i = 0; i < clean.length; i++) {
            double noise = (x[i] - level.signal() * (double) clean[i]) / level.noise();
            output[i] = (float)
                    switch (prediction) {
                        case EPSILON -> noise;
                        case V_PREDICTION -> (level.signal() * noise - level.noise() * clean[i]) / scale;
                        case SAMPLE -> clean[i];
                    };
        }
        return output;
    }
}
