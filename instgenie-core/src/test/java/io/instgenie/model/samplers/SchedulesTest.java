package io.instgenie.model.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.InvalidRequestException;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulesTest {
    private static final DiffusionConfig CONFIG = Samplers.config(PredictionType.EPSILON, TimestepSpacing.LEADING);

    @Test
    void pndmVisitsItsSecondTimestepTwice() {
        List<Step> steps = Samplers.pndm(CONFIG).schedule(20, 0, 1).steps();
        assertThat(steps).hasSize(21);
        assertThat(steps.get(1)).isEqualTo(steps.get(2));
        assertThat(new HashSet<>(steps)).hasSize(20);
        assertThat(steps.get(0).timestep()).isEqualTo(951);
        assertThat(steps.get(20).timestep()).isEqualTo(1);
    }

    @Test
    void samplersThatVisitOneTimestepSeeOneLevel() {
        Set<Step> ddim = new HashSet<>(Samplers.ddim(CONFIG).schedule(20, 0, 1).steps());
        assertThat(ddim).containsAll(Samplers.pndm(CONFIG).schedule(20, 0, 1).steps());
        DiffusionConfig trailing = Samplers.config(PredictionType.EPSILON, TimestepSpacing.TRAILING);
        List<Step> steps = Samplers.ddim(trailing).schedule(20, 0, 1).steps();
        assertThat(Samplers.dpmSolver(trailing, 2, true, false)
                        .schedule(20, 0, 1)
                        .steps())
                .isEqualTo(steps);
        assertThat(Samplers.uniPc(trailing, 3).schedule(20, 0, 1).steps()).isEqualTo(steps);
        assertThat(steps)
                .containsAll(Samplers.lcm(trailing).schedule(4, 0, 1).steps().subList(0, 1));
        assertThat(Samplers.euler(trailing).schedule(20, 0, 1).steps()).doesNotContainAnyElementsOf(steps);
    }

    @Test
    void strengthLeavesTheFirstStepsOut() {
        for (Sampler sampler : Samplers.all(CONFIG)) {
            Schedule whole = sampler.schedule(20, 0, 1);
            Schedule part = sampler.schedule(20, 0, 0.6);
            assertThat(part.steps()).isEqualTo(whole.steps().subList(8, 20));
            assertThat(part.initNoiseSigma()).isEqualTo(whole.initNoiseSigma());
        }
    }

    @Test
    void noiseFallsFromStepToStep() {
        for (Sampler sampler : Samplers.all(CONFIG)) {
            Schedule schedule = sampler.schedule(20, 0, 1);
            for (int i = 0; i < 20; i++) {
                NoiseLevel level = schedule.steps().get(i).level();
                NoiseLevel after = schedule.levelAfter(i);
                assertThat(after.noise() / after.signal()).isLessThan(level.noise() / level.signal());
            }
            assertThat(schedule.levelAfter(19)).isEqualTo(NoiseLevel.CLEAN);
        }
    }

    /** Jobs of one schedule step in turns, each with its own history and draws. */
    @Test
    void jobsInTurnsAreJobsAlone() {
        List<Sampler> samplers = new ArrayList<>(Samplers.all(CONFIG));
        samplers.add(Samplers.pndm(CONFIG));
        try (TensorScope scope = TensorScope.open()) {
            for (Sampler sampler : samplers) {
                Schedule schedule = sampler.schedule(7, 0, 1);
                Walk first = new Walk(schedule, 1);
                Walk second = new Walk(schedule, 2);
                for (int i = 0; i < schedule.steps().size(); i++) {
                    first.step();
                    second.step();
                }
                assertThat(first.end()).containsExactly(alone(schedule, 1));
                assertThat(second.end()).containsExactly(alone(schedule, 2));
            }
        }
    }

    private static float[] alone(Schedule schedule, long seed) {
        Walk walk = new Walk(schedule, seed);
        schedule.steps().forEach(step -> walk.step());
        return walk.end();
    }

    private static final class Walk {
        private final Random random;
        private final Stepping stepping;
        private Tensor x;

        Walk(Schedule schedule, long seed) {
            random = new Random(seed);
            stepping = schedule.begin(() -> Samplers.gaussian(random, 5));
            x = Samplers.gaussian(random, 5);
        }

        void step() {
            x = stepping.step(x, Samplers.gaussian(random, 5));
        }

        float[] end() {
            stepping.close();
            return Tensors.toFloats(x);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1001})
    void refusesStepsOutOfRange(int steps) {
        for (Sampler sampler : Samplers.all(CONFIG)) {
            assertThatThrownBy(() -> sampler.schedule(steps, 0, 1))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("numInferenceSteps must be 1 to 1000, but is " + steps);
        }
    }

    @Test
    void refusesStepsThatAModelCannotTake() {
        assertRefused(Samplers.ddim(CONFIG), 1000, "begins at timestep 1000");
        assertRefused(Samplers.pndm(CONFIG), 1000, "begins at timestep 1000");
        assertRefused(Samplers.lcm(CONFIG), 51, "original_inference_steps = 50");
        assertRefused(Samplers.uniPc(CONFIG, 2), 1000, "have the same noise");
        assertRefused(Samplers.dpmSolver(CONFIG, 2, false, false), 1000, "have the same noise");
        BetaConfig toNothing = new BetaConfig(1000, BetaSchedule.SCALED_LINEAR, 0.00085, 0.012, true);
        DiffusionConfig trailing = new DiffusionConfig(toNothing, PredictionType.EPSILON, TimestepSpacing.TRAILING, 0);
        assertRefused(Samplers.ddim(trailing), 10, "prediction_type epsilon");
    }

    @Test
    void refusesWhatClippingLeavesNothingOf() {
        BetaConfig cosine = new BetaConfig(1000, BetaSchedule.SQUAREDCOS_CAP_V2, 0.1, 0.1, false);
        DiffusionConfig trailing = new DiffusionConfig(cosine, PredictionType.EPSILON, TimestepSpacing.TRAILING, 0);
        DpmSolverOptions options = new DpmSolverOptions(2, false, false, true, false, 0);
        DpmSolverMultistep sampler = new DpmSolverMultistep(trailing, Samplers.TO_ZERO, options);
        assertThatThrownBy(() -> sampler.schedule(2, 0, 0.5))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("lambda_min_clipped lets 1 be taken");
    }

    private static void assertRefused(Sampler sampler, int steps, String message) {
        assertThatThrownBy(() -> sampler.schedule(steps, 0, 1))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(message);
    }
}
