package io.instgenie.model.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class HistoryTest {
    @Test
    void holdsTheNewestFromScopeToScope() {
        List<Tensor> pushed = new ArrayList<>();
        History history = new History(2);
        for (float value = 1; value <= 3; value++) {
            try (TensorScope scope = TensorScope.open()) {
                pushed.add(Tensors.ofFloats(new float[] {value}, 1));
                history.push(pushed.get(pushed.size() - 1));
            }
        }
        assertThat(pushed).extracting(tensor -> tensor.isNull()).containsExactly(true, false, false);
        assertThat(history.size()).isEqualTo(2);
        try (TensorScope scope = TensorScope.open()) {
            WeightedSum sum = new WeightedSum();
            history.addTo(sum, List.of(10.0, 1.0));
            assertThat(Tensors.toFloats(sum.tensor())).containsExactly(32);
        }
        history.close();
        assertThat(pushed).allMatch(tensor -> tensor.isNull());
        assertThat(history.size()).isZero();
    }

    /** Latents and outputs belong to the caller, who may write over them; each step has a scope of its own. */
    @Test
    void jobsRememberWhatTheySawAndNotWhatBecameOfIt() {
        DiffusionConfig config = Samplers.config(PredictionType.SAMPLE, TimestepSpacing.TRAILING);
        DiffusionConfig noise = Samplers.config(PredictionType.EPSILON, TimestepSpacing.LEADING);
        List<Sampler> samplers = new ArrayList<>(Samplers.all(config));
        samplers.add(Samplers.pndm(noise));
        for (Sampler sampler : samplers) {
            assertThat(walk(sampler.schedule(6, 0, 1), true)).containsExactly(walk(sampler.schedule(6, 0, 1), false));
        }
    }

    private static float[] walk(Schedule schedule, boolean overwrites) {
        Random random = new Random(3);
        float[] latents = {1, -2, 0.5f};
        try (Stepping stepping = schedule.begin(() -> Samplers.gaussian(random, 3))) {
            for (int i = 0; i < schedule.steps().size(); i++) {
                try (TensorScope scope = TensorScope.open()) {
                    Tensor x = Tensors.ofFloats(latents, 3);
                    Tensor output = Samplers.gaussian(random, 3);
                    latents = Tensors.toFloats(stepping.step(x, output));
                    if (overwrites) {
                        x.zero_();
                        output.zero_();
                    }
                }
            }
        }
        return latents;
    }
}
