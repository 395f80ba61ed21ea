package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.EditEngine;
import io.instgenie.EditEngineBuilder;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.parity.UNetParityCase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a model with guidance and a choice of samplers makes of requests at their limits; its engine stays usable. */
class StableDiffusionRequestsTest {
    private static EditEngine engine;

    @BeforeAll
    static void open() {
        engine = builder().build();
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static EditEngineBuilder builder() {
        return EditEngine.builder(UNetParityCase.SD21_BLEND.path("model")).threads(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 9", "8, 8", "17, 40"})
    void anySize(int width, int height) {
        EditResult result = engine.edit(request(width, height).build());
        assertThat(result.image().width()).isEqualTo(width);
        assertThat(result.image().height()).isEqualTo(height);
        assertThat(result.provenance().notes()).isEmpty();
    }

    @Test
    void strengthThatLeavesNoStep() {
        assertThatThrownBy(() -> engine.edit(request(16, 16).strength(0.2).build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("strength 0.2 leaves none of numInferenceSteps 2");
        assertThat(engine.edit(request(16, 16).build()).image().width()).isEqualTo(16);
    }

    @Test
    void unknownSampler() {
        assertThatThrownBy(() -> engine.edit(
                        request(16, 16).sampler("HeunDiscreteScheduler").build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("the sampler HeunDiscreteScheduler is not supported")
                .hasMessageContaining("DDIMScheduler");
        assertThatThrownBy(() -> builder().sampler("HeunDiscreteScheduler").build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("the sampler HeunDiscreteScheduler is not supported");
        assertThat(engine.edit(request(16, 16).build()).image().width()).isEqualTo(16);
    }

    @Test
    void theEnginesSamplerIsThatOfRequestsThatNameNone() {
        EditImage named = engine.edit(
                        request(24, 16).sampler("EulerDiscreteScheduler").build())
                .image();
        try (EditEngine euler = builder().sampler("EulerDiscreteScheduler").build()) {
            assertThat(euler.edit(request(24, 16).build()).image()).isEqualTo(named);
        }
        assertThat(engine.edit(request(24, 16).build()).image()).isNotEqualTo(named);
    }

    @Test
    void aNegativePromptWithoutEffectIsNoted() {
        EditResult result = engine.edit(
                request(16, 16).negativePrompt("rust").guidanceScale(1).build());
        assertThat(result.provenance().notes())
                .containsExactly("the negative prompt has no effect: guidanceScale 1.0 is not above 1");
        EditResult guided = engine.edit(request(16, 16).negativePrompt("rust").build());
        assertThat(guided.provenance().notes()).isEmpty();
    }

    @Test
    void longPromptsAreCutAndNoted() {
        EditResult result = engine.edit(request(16, 16)
                .prompt("red ".repeat(30) + "the end")
                .negativePrompt("blue ".repeat(30) + "of it")
                .build());
        assertThat(result.provenance().notes()).anyMatch(note -> note.startsWith("the prompt is too long for CLIP"));
    }

    private static EditRequest.Builder request(int width, int height) {
        return EditRequest.builder()
                .image(Samples.image(width, height, 3))
                .mask(EditMask.full(width, height))
                .prompt("a red car")
                .numInferenceSteps(2);
    }
}
