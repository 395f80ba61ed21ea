package io.instgenie.pretrained;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.model.samplers.NoiseLevel;
import io.instgenie.model.samplers.Sampler;
import io.instgenie.model.samplers.Schedule;
import io.instgenie.model.samplers.Step;
import io.instgenie.model.samplers.Stepping;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.SafetensorsFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every sampler walks where Diffusers' scheduler walks on fixed model outputs, over 4, 20 and 50 steps, whole and from the middle, with each
 * option in turn. {@code benchmarks/peers/sampler_trajectories.py} made the numbers, and tells what they are.
 */
class SamplerTrajectoriesTest {
    private static final int[] STEPS = {4, 20, 50};
    private static final double[] STRENGTHS = {1.0, 0.6};
    private static final double TOLERANCE = 1e-5; // of the largest
    private static final int LATENTS = 8;
    private static final int BEFORE_LATENTS = 5; // timestep, signal, noise, input scale, first sigma

    static Stream<Arguments> configs() throws IOException {
        return Files.readAllLines(file("configs.txt")).stream()
                .map(line -> line.split(" ", 2))
                .map(nameAndConfig -> Arguments.of(nameAndConfig[0], nameAndConfig[1]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("configs")
    void walksAsDiffusersDoes(String name, String config) {
        Config folder = Config.parse(config.getBytes(StandardCharsets.UTF_8), Path.of(name));
        Sampler sampler = DiffusionSamplers.of(folder).named(name.substring(0, name.indexOf('.')));
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile expected = SafetensorsFile.open(file("trajectories.safetensors"))) {
            for (int steps : STEPS) {
                for (double strength : STRENGTHS) {
                    Tensor rows = expected.get(name + "/" + steps + "/" + strength);
                    assertWalks(sampler.schedule(steps, 0, strength), strength, rows(rows));
                }
            }
        }
    }

    private static void assertWalks(Schedule schedule, double strength, float[][] rows) {
        assertThat(schedule.steps()).hasSize(rows.length);
        assertThat(schedule.initNoiseSigma()).isCloseTo(rows[0][4], relative(rows[0][4]));
        NoiseLevel first = schedule.steps().get(0).level();
        Tensor noise = wave(1.2, 2.1, 0.5);
        Tensor x = strength == 1
                ? mixed(noise, schedule.initNoiseSigma(), noise, 0)
                : mixed(wave(1, 0.9, 0.3), first.signal(), noise, first.noise());
        try (Stepping stepping = schedule.begin(draws())) {
            for (int i = 0; i < rows.length; i++) {
                assertStep(schedule.steps().get(i), rows[i]);
                x = stepping.step(x, wave(0.9, 1.7, 0.15 * i + 1));
                float[] latents = Arrays.copyOfRange(rows[i], BEFORE_LATENTS, BEFORE_LATENTS + LATENTS);
                assertThat(Tensors.toFloats(x))
                        .as("latents after step %d of %d, strength %s", i, rows.length, strength)
                        .containsExactly(latents, relative(largest(latents)));
            }
        }
    }

    private static void assertStep(Step step, float[] row) {
        if (row[0] == Math.rint(row[0])) {
            assertThat(step.timestep()).isEqualTo(row[0]);
        } else {
            assertThat(step.timestep()).isCloseTo(row[0], relative(Math.max(1, row[0])));
        }
        assertThat(step.level().signal()).isCloseTo(row[1], relative(1));
        assertThat(step.level().noise()).isCloseTo(row[2], relative(Math.max(1, row[2])));
        assertThat(step.inputScale()).isCloseTo(row[3], relative(1));
    }

    private static Offset<Float> relative(float size) {
        return Offset.offset((float) (TOLERANCE * Math.abs(size)));
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static Supplier<Tensor> draws() {
        AtomicInteger draw = new AtomicInteger();
        return () -> wave(1.1, 2.7, 0.8 * draw.getAndIncrement() + 0.2);
    }

    private static Tensor wave(double scale, double frequency, double phase) {
        float[] values = new float[LATENTS];
        for (int i = 0; i < LATENTS; i++) {
            values[i] = (float) (scale * Math.sin(frequency * i + phase));
        }
        return Tensors.ofFloats(values, LATENTS);
    }

    private static Tensor mixed(Tensor a, float ofA, Tensor b, float ofB) {
        float[] mixed = Tensors.toFloats(a);
        float[] other = Tensors.toFloats(b);
        for (int i = 0; i < LATENTS; i++) {
            mixed[i] = mixed[i] * ofA + other[i] * ofB;
        }
        return Tensors.ofFloats(mixed, LATENTS);
    }

    private static float[][] rows(Tensor matrix) {
        float[] values = Tensors.toFloats(matrix);
        int width = BEFORE_LATENTS + LATENTS;
        float[][] rows = new float[values.length / width][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
        }
        return rows;
    }

    private static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(SamplerTrajectoriesTest.class.getResource("/samplers/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
