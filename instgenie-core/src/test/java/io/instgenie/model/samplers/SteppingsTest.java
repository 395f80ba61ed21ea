package io.instgenie.model.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the update rules of all samplers promise to whoever steps them. */
class SteppingsTest {
    private static final int SIZE = 3;

    private static final DiffusionConfig CLEAN = Samplers.config(PredictionType.SAMPLE, TimestepSpacing.TRAILING);
    private static final DiffusionConfig NOISE = Samplers.config(PredictionType.EPSILON, TimestepSpacing.LEADING);

    static Stream<Sampler> samplers() {
        return Stream.concat(Samplers.all(CLEAN).stream(), samplersOfNoise());
    }

    static Stream<Sampler> samplersOfNoise() {
        Ddim clipping = new Ddim(NOISE, new DdimOptions(false, 0.5));
        return Stream.concat(Samplers.all(NOISE).stream(), Stream.of(Samplers.pndm(NOISE), clipping));
    }

    static Stream<Sampler> randomSamplers() {
        return Stream.of(
                new EulerAncestral(NOISE),
                Samplers.lcm(NOISE),
                Samplers.dpmSolver(NOISE, 1, true, false),
                Samplers.dpmSolver(NOISE, 3, true, false));
    }

    /** Latents and outputs belong to the caller, who may write over them; each step has a scope of its own. */
    @ParameterizedTest
    @MethodSource("samplers")
    void jobsRememberWhatTheySawAndNotWhatBecameOfIt(Sampler sampler) {
        float[] calm = walk(sampler, (stepping, x, output) -> {}, (x, output) -> {});
        float[] overwritten = walk(sampler, (stepping, x, output) -> {}, (x, output) -> {
            x.zero_();
            output.zero_();
        });
        assertThat(overwritten).containsExactly(calm);
    }

    @ParameterizedTest
    @MethodSource("samplersOfNoise")
    void stepsThatFailHaveNotMoved(Sampler sampler) {
        float[] calm = walk(sampler, (stepping, x, output) -> {}, (x, output) -> {});
        AtomicInteger steps = new AtomicInteger();
        float[] failing = walk(
                sampler,
                (stepping, x, output) -> {
                    if (steps.getAndIncrement() % 2 == 0) { // a failure of libtorch takes its time
                        return;
                    }
                    Tensor wrong = Tensors.ofFloats(new float[SIZE + 1], SIZE + 1);
                    assertThatThrownBy(() -> stepping.step(x, wrong)).isInstanceOf(RuntimeException.class);
                },
                (x, output) -> {});
        assertThat(failing).containsExactly(calm);
    }

    /** Noise is drawn last of all; the last step draws none. */
    @ParameterizedTest
    @MethodSource("randomSamplers")
    void stepsWhoseDrawFailsHaveNotMoved(Sampler sampler) {
        Schedule schedule = sampler.schedule(6, 0, 1);
        AtomicInteger draws = new AtomicInteger();
        try (TensorScope scope = TensorScope.open();
                Stepping failing = schedule.begin(() -> {
                    if (draws.incrementAndGet() % 2 == 1) {
                        throw new IllegalStateException("no noise");
                    }
                    return Samplers.gaussian(new Random(draws.get() / 2), SIZE);
                })) {
            Tensor x = Tensors.ofFloats(new float[] {1, -2, 0.5f}, SIZE);
            Random outputs = new Random(3);
            for (int i = 0; i < 6; i++) {
                Tensor before = x;
                Tensor output = Samplers.gaussian(outputs, SIZE);
                if (i < 5) {
                    assertThatThrownBy(() -> failing.step(before, output)).hasMessage("no noise");
                }
                x = failing.step(x, output);
            }
            assertThat(draws).hasValue(10);
            assertThat(Tensors.toFloats(x)).containsExactly(withoutFailures(schedule));
        }
    }

    private static float[] withoutFailures(Schedule schedule) {
        AtomicInteger draws = new AtomicInteger();
        try (Stepping stepping = schedule.begin(() -> Samplers.gaussian(new Random(draws.incrementAndGet()), SIZE))) {
            Tensor x = Tensors.ofFloats(new float[] {1, -2, 0.5f}, SIZE);
            Random outputs = new Random(3);
            for (int i = 0; i < 6; i++) {
                x = stepping.step(x, Samplers.gaussian(outputs, SIZE));
            }
            return Tensors.toFloats(x);
        }
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void previewsDoNotMove(Sampler sampler) {
        float[] calm = walk(sampler, (stepping, x, output) -> {}, (x, output) -> {});
        float[] looking = walk(sampler, (stepping, x, output) -> stepping.predicted(x, output), (x, output) -> {});
        assertThat(looking).containsExactly(calm);
    }

    private interface Before {
        void step(Stepping stepping, Tensor x, Tensor output);
    }

    private interface After {
        void step(Tensor x, Tensor output);
    }

    private static float[] walk(Sampler sampler, Before before, After after) {
        Schedule schedule = sampler.schedule(6, 0, 1);
        Random random = new Random(3);
        Random draws = new Random(4);
        float[] latents = {1, -2, 0.5f};
        try (Stepping stepping = schedule.begin(() -> Samplers.gaussian(draws, SIZE))) {
            for (int i = 0; i < schedule.steps().size(); i++) {
                try (TensorScope scope = TensorScope.open()) {
                    Tensor x = Tensors.ofFloats(latents, SIZE);
                    Tensor output = Samplers.gaussian(random, SIZE);
                    before.step(stepping, x, output);
                    latents = Tensors.toFloats(stepping.step(x, output));
                    after.step(x, output);
                }
            }
        }
        return latents;
    }
}
