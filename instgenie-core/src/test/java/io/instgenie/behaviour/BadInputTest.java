package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.Template;
import io.instgenie.parity.ParityCase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad requests are refused with the name of what is wrong, and leave the engine as it was. */
@Timeout(180)
class BadInputTest {
    private static final EditImage IMAGE = Samples.image(48, 32, 1);
    private static final EditMask MASK = EditMask.rectangle(48, 32, 10, 5, 20, 20);

    private static EditEngine engine;
    private static EditImage expected;

    @BeforeAll
    static void start() {
        engine = open();
        engine.register(Template.builder("meadow", IMAGE)
                .numInferenceSteps(2)
                .maxSequenceLength(8)
                .build());
        expected = engine.edit(request().build()).image();
    }

    @AfterAll
    static void end() {
        engine.close();
    }

    @AfterEach
    void theEngineStillEdits() {
        assertThat(engine.edit(request().build()).image()).isEqualTo(expected);
    }

    @Test
    void unknownTemplate() {
        assertThatThrownBy(() -> engine.submit(request().template("medow").build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("medow")
                .hasMessageContaining("[meadow]");
    }

    @Test
    void unregisteredTemplate() {
        engine.register(Template.builder("gone", IMAGE).numInferenceSteps(2).build());
        engine.unregister("gone");
        assertThatThrownBy(() -> engine.edit(request().template("gone").build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("gone");
    }

    @Test
    void closedEngine() {
        EditEngine closed = open();
        closed.close();
        EditRequest request = EditRequest.builder().image(IMAGE).mask(MASK).build();
        assertThatThrownBy(() -> closed.submit(request)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> closed.edit(request))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> closed.register(Template.of("meadow", IMAGE)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void maskOfAnotherSize() {
        assertThatThrownBy(() ->
                        engine.submit(request().mask(EditMask.full(32, 48)).build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("32")
                .hasMessageContaining("48");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1001, 1_000_000_000})
    void steps(int steps) {
        assertThatThrownBy(
                        () -> engine.submit(request().numInferenceSteps(steps).build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("numInferenceSteps")
                .hasMessageContaining(String.valueOf(steps));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.5, 0, 1.0001, Double.POSITIVE_INFINITY, Double.NaN})
    void strength(double strength) {
        assertThatThrownBy(() -> engine.submit(request().strength(strength).build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("strength")
                .hasMessageContaining(String.valueOf(strength));
    }

    /** A share so small that the schedule has no step left, as Diffusers counts them. */
    @Test
    void strengthThatLeavesNoStep() {
        assertThatThrownBy(() -> engine.submit(request().strength(1e-20).build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("numInferenceSteps");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\n\t", "\0", "\uD800", "🌻🌻", "a very, very, very long prompt that goes on and on"})
    void oddPrompts(String prompt) {
        EditResult result = engine.edit(request().prompt(prompt).build());
        assertThat(result.image()).isNotEqualTo(IMAGE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void emptyMaskReturnsTheInputAtOnce(boolean cached) {
        try (HeldEngine held = HeldEngine.hold(engine)) {
            EditHandle handle = engine.submit(request()
                    .mask(EditMask.empty(48, 32))
                    .mode(cached ? EditMode.CACHED : EditMode.DENSE)
                    .build());
            assertThat(handle.future()).isDone();
            assertThat(handle.join().image()).isEqualTo(IMAGE);
            assertThat(handle.join().provenance().steps()).isZero();
        }
    }

    private static EditRequest.Builder request() {
        return EditRequest.builder()
                .template("meadow")
                .mask(MASK)
                .prompt("a cat")
                .maxSequenceLength(8);
    }

    private static EditEngine open() {
        return EditEngine.builder(ParityCase.FLUX_FILL.path("model")).build();
    }
}
