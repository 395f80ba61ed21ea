package io.instgenie.denoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BlockClockTest {
    private static final long SECOND = 1_000_000_000;

    private final BlockClock clock = new BlockClock(2);

    @Test
    void waitingForLoadsIsNotTheBlocksOwnTime() {
        clock.ended(0, 5 * SECOND, 2 * SECOND, true);
        clock.ended(1, SECOND, 0, true);
        assertThat(clock.seconds()).containsExactly(3, 1);
        assertThat(clock.nanos()).isEqualTo(6 * SECOND);
    }

    @Test
    void ofABlockThatComputedForATemplateNoTimeIsKnown() {
        clock.ended(0, 5 * SECOND, 0, false);
        clock.ended(1, SECOND, 0, true);
        assertThat(clock.seconds()).containsExactly(Double.NaN, 1);
        assertThat(clock.nanos()).isEqualTo(6 * SECOND);
    }

    @Test
    void whatADeviceTakesAtTheEndIsSpreadOverItsBlocks() {
        clock.ended(0, SECOND, 0, true);
        clock.ended(1, 2 * SECOND, 0, true);
        clock.spread(3 * SECOND);
        assertThat(clock.seconds()).containsExactly(new double[] {2.5, 3.5}, within(1e-9));
        assertThat(clock.nanos()).isEqualTo(6 * SECOND);
    }
}
