package io.instgenie.cost;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentRowsTest {
    private final RecentRows rows = new RecentRows();

    @Test
    void theLastSixteenAreKept() {
        for (int number = 1; number <= 16; number++) {
            assertThat(rows.areNew(number)).isTrue();
        }
        assertThat(rows.areNew(1)).isFalse();
        assertThat(rows.areNew(17)).isTrue();
        assertThat(rows.areNew(1)).isFalse();
        assertThat(rows.areNew(2)).isTrue();
    }
}
