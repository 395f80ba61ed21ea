package io.instgenie.behaviour;

import static io.instgenie.behaviour.SmallEdits.engine;
import static io.instgenie.behaviour.SmallEdits.ofTemplate;
import static io.instgenie.behaviour.SmallEdits.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.OverloadedException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An edit is let in at the size at which it is then computed. */
@Timeout(180)
class AdmittedSizesTest {
    private static final int KEPT_STEPS = 4;
    private static final EditMask ALL = EditMask.full(80, 64);

    private static final EditRequest WITHOUT_TEMPLATE = EditRequest.builder()
            .image(template(KEPT_STEPS).image())
            .mask(ALL)
            .numInferenceSteps(KEPT_STEPS)
            .maxSequenceLength(8)
            .build();

    @Test
    void anEditThatIsComputedWholeCountsWhole() {
        try (EditEngine engine = engine().maxPendingEdits(1).cachedBelow(0.5).build()) {
            engine.register(template(KEPT_STEPS));
            long whole;
            long masked;
            try (HeldEngine held = HeldEngine.hold(engine)) {
                whole = admittedBytes(engine, WITHOUT_TEMPLATE);
                masked = admittedBytes(engine, auto(KEPT_STEPS).build());
                assertThat(masked).isLessThan(whole);
                assertThat(admittedBytes(engine, dense().build())).isEqualTo(whole);
                assertThat(admittedBytes(engine, auto(KEPT_STEPS).mask(ALL).build()))
                        .isEqualTo(whole);
                assertThat(admittedBytes(engine, auto(KEPT_STEPS + 1).build())).isEqualTo(whole);
                assertThat(admittedBytes(engine, cached(KEPT_STEPS + 1).build()))
                        .isEqualTo(masked);
            }
            assertThat(mode(engine, auto(KEPT_STEPS))).isEqualTo(EditMode.CACHED);
            assertThat(mode(engine, dense())).isEqualTo(EditMode.DENSE);
            assertThat(mode(engine, auto(KEPT_STEPS).mask(ALL))).isEqualTo(EditMode.DENSE);
            assertThat(mode(engine, auto(KEPT_STEPS + 1))).isEqualTo(EditMode.DENSE);
            assertThat(mode(engine, cached(KEPT_STEPS + 1))).isEqualTo(EditMode.CACHED);
            assertThat(mode(engine, auto(KEPT_STEPS + 1))).isEqualTo(EditMode.CACHED); // kept by the one before
        }
    }

    private static EditRequest.Builder auto(int steps) {
        return ofTemplate(steps).mode(EditMode.AUTO);
    }

    private static EditRequest.Builder cached(int steps) {
        return ofTemplate(steps).mode(EditMode.CACHED);
    }

    private static EditRequest.Builder dense() {
        return ofTemplate(KEPT_STEPS).mode(EditMode.DENSE);
    }

    private static EditMode mode(EditEngine engine, EditRequest.Builder request) {
        return engine.edit(request.build()).provenance().mode();
    }

    /** Of an engine that has no room, which tells the size of what it refuses. */
    private static long admittedBytes(EditEngine engine, EditRequest request) {
        OverloadedException refused = catchThrowableOfType(OverloadedException.class, () -> engine.submit(request));
        Matcher size = Pattern.compile("this one has (\\d+)").matcher(refused.getMessage());
        assertThat(size.find()).isTrue();
        return Long.parseLong(size.group(1));
    }
}
