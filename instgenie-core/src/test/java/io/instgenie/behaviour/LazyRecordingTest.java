package io.instgenie.behaviour;

import static io.instgenie.behaviour.Samples.largestDifference;
import static io.instgenie.behaviour.SmallEdits.cached;
import static io.instgenie.behaviour.SmallEdits.template;
import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditResult;
import io.instgenie.parity.ParityCase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An edit whose schedule its template was not registered for records it on the way. */
class LazyRecordingTest {
    private static final int STEPS = 5;

    @ParameterizedTest
    @EnumSource
    void theFirstEditRecordsForTheSecond(ParityCase parity) {
        try (EditEngine engine = EditEngine.builder(parity.path("model")).build()) {
            engine.register(template(STEPS - 2));
            EditResult first = engine.edit(cached(STEPS));
            EditResult second = engine.edit(cached(STEPS));
            assertCache(first, 0, STEPS);
            assertCache(second, STEPS, 0);
            EditResult expected = editOfFullyRegistered(parity);
            assertCache(expected, STEPS, 0);
            assertThat(largestDifference(first.image(), expected.image())).isLessThanOrEqualTo(1);
            assertThat(largestDifference(second.image(), expected.image())).isLessThanOrEqualTo(1);
        }
    }

    private static EditResult editOfFullyRegistered(ParityCase parity) {
        try (EditEngine engine = EditEngine.builder(parity.path("model")).build()) {
            engine.register(template(STEPS));
            return engine.edit(cached(STEPS));
        }
    }

    private static void assertCache(EditResult result, int hits, int misses) {
        assertThat(result.provenance().mode()).isEqualTo(EditMode.CACHED);
        assertThat(result.provenance().cacheHits()).isEqualTo(hits);
        assertThat(result.provenance().cacheMisses()).isEqualTo(misses);
    }
}
