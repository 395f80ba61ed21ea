package io.instgenie.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.model.samplers.FlowMatchEuler;
import io.instgenie.model.samplers.Schedule;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.SafetensorsFile;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SamplerParityTest {
    @ParameterizedTest
    @EnumSource
    void noiseLevelsAreTheReferences(ParityCase parity) {
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile expected = parity.expected()) {
            FlowMatchEuler sampler = new FlowMatchEuler(parity.samplerConfig);
            int tokens = parity.gridHeight() * parity.gridWidth();
            Schedule whole = sampler.schedule(parity.steps, tokens, 1.0);
            float[] sigmas = Tensors.toFloats(expected.get("sigmas"));
            for (int step = 0; step < parity.steps; step++) {
                assertThat(whole.steps().get(step).level().noise()).isEqualTo(sigmas[step], Offset.offset(1e-6f));
                assertThat(whole.steps().get(step).level().signal()).isEqualTo(1 - sigmas[step], Offset.offset(1e-6f));
            }
            assertThat(whole.timesteps())
                    .containsExactly(Tensors.toFloats(expected.get("timesteps")), Offset.offset(1e-3f));
            Schedule used = sampler.schedule(parity.steps, tokens, parity.strength);
            float first = Tensors.toFloats(expected.get("denoiser.timestep"))[0] * 1000;
            assertThat(used.timesteps()[0]).isEqualTo(first, Offset.offset(1e-3f));
            assertThat(expected.names()).contains("latents." + (used.steps().size() - 1));
            assertThat(expected.names())
                    .doesNotContain("latents." + used.steps().size());
        }
    }
}
