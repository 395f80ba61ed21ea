package io.instgenie.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.model.samplers.OnlySampler;
import org.junit.jupiter.api.Test;

class PipelineSpecTest {
    @Test
    void aNegativePromptHasALaneAboveScaleOne() {
        assertThat(spec(true).lanes(1)).isEqualTo(1);
        assertThat(spec(true).lanes(1.5)).isEqualTo(2);
        assertThat(spec(false).lanes(30)).isEqualTo(1);
    }

    /** A scale that the denoiser is told changes a template's pass; one by which lanes are combined does not. */
    @Test
    void templatesDependOnAScaleThatTheDenoiserIsTold() {
        assertThat(spec(false).templateGuidance(30)).isEqualTo(30);
        assertThat(spec(true).templateGuidance(7.5)).isEqualTo(spec(true).templateGuidance(2));
    }

    private static PipelineSpec spec(boolean negativePrompts) {
        return new PipelineSpec(
                "hash",
                new Patches(4, 8, 1),
                new OnlySampler("NoScheduler", (steps, tokens, strength) -> {
                    throw new IllegalStateException("no schedule is asked for");
                }),
                new PipelineSpec.Guidance(3, negativePrompts),
                true,
                64,
                1);
    }
}
