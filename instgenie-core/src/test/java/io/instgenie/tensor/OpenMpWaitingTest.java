package io.instgenie.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenMpWaitingTest {
    @Test
    void theHostsChoiceStands() {
        assertThat(OpenMpWaiting.describe(Map.of("OMP_WAIT_POLICY", "passive")::get))
                .isEqualTo("as the environment says, OMP_WAIT_POLICY=passive");
        assertThat(OpenMpWaiting.describe(Map.of("GOMP_SPINCOUNT", "7")::get))
                .isEqualTo("as the environment says, GOMP_SPINCOUNT=7");
    }

    @Test
    void threadsSpinBrieflyWhereTheHostHasNotChosen() {
        assertThat(OpenMpWaiting.describe(name -> null)).isEqualTo("spinning 5000 rounds, then asleep");
    }
}
