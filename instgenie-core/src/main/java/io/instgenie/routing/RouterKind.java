package io.instgenie.routing;

import io.instgenie.cost.StepCost;
import java.util.function.Supplier;

/** The routers of this library by name. */
public enum RouterKind {
    /** {@link RoundRobin}. */
    ROUND_ROBIN,
    /** {@link LeastRequests}. */
    LEAST_REQUESTS,
    /** {@link LeastTokens}. */
    LEAST_TOKENS,
    /** {@link MaskAware}. */
    MASK_AWARE;

    /** A new router. */
    public Router create(Supplier<StepCost> costs) {
        return switch (this) {
            case ROUND_ROBIN -> new RoundRobin();
            case LEAST_REQUESTS -> new LeastRequests();
            case LEAST_TOKENS -> new LeastTokens();
            case MASK_AWARE -> new MaskAware(costs);
        };
    }
}
