package io.instgenie.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenantClockTest {
    private final TenantClock clock = new TenantClock();

    private record Request(String tenant, long arrival) {}

    @Test
    void aFloodDoesNotDelayOthers() {
        long last = 0;
        for (int i = 0; i < 100; i++) {
            last = clock.arrival("flood", 1000, 10);
        }
        assertThat(last).isEqualTo(1000 + 99 * 10);
        assertThat(clock.arrival("other", 1000, 10)).isEqualTo(1000);
    }

    @Test
    void tenantsThatCompeteTakeTurns() {
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            requests.add(new Request("a", clock.arrival("a", 0, 10)));
            requests.add(new Request("b", clock.arrival("b", 0, 10)));
            requests.add(new Request("a", clock.arrival("a", 0, 10)));
        }
        requests.sort(Comparator.comparingLong(Request::arrival));
        long ofB = requests.subList(0, 80).stream()
                .filter(request -> request.tenant().equals("b"))
                .count();
        assertThat(ofB).as("half, though it sent a third").isBetween(38L, 42L);
    }

    @Test
    void whoComesSeldomIsNeverBehind() {
        assertThat(clock.arrival("a", 0, 10)).isZero();
        assertThat(clock.arrival("a", 1000, 10)).isEqualTo(1000);
    }
}
