package io.instgenie.admission;

import java.util.HashMap;
import java.util.Map;

/**
 * Gives requests the arrival times by which they are ordered, such that tenants get equal shares whenever they compete (L. Zhang's
 * Virtual Clock, SIGCOMM 1990). Each tenant has a clock that a request moves on by what it costs, times the tenants that compete; a
 * request counts as having arrived when its tenant's clock stood. Who floods the engine runs ahead of time, and others pass; who comes
 * seldom is never behind. Thread-safe.
 */
public final class TenantClock {
    private final Map<String, Long> clocks = new HashMap<>();

    /**
     * A request's arrival for ordering, at or after {@code nowNanos}.
     *
     * @param costNanos what it takes, in nanoseconds of a worker divided by workers
     */
    public synchronized long arrival(String tenant, long nowNanos, long costNanos) {
        clocks.values().removeIf(clock -> clock - nowNanos <= 0); // those who do not compete need none
        long arrival = clocks.getOrDefault(tenant, nowNanos);
        int tenants = clocks.size() + (clocks.containsKey(tenant) ? 0 : 1);
        clocks.put(tenant, arrival + Math.max(1, costNanos) * tenants);
        return arrival;
    }
}
