package io.instgenie.engine;

import io.instgenie.batching.StepScheduler;
import io.instgenie.cost.StepCost;
import io.instgenie.edit.EditImage;
import io.instgenie.metrics.EngineListener;
import io.instgenie.routing.Router;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What a user may plug into an engine.
 *
 * @param router made with what steps cost
 * @param resultFilter takes a finished picture, and gives the one that the caller gets
 */
public record EngineParts(
        Function<Supplier<StepCost>, Router> router,
        StepScheduler stepScheduler,
        List<EngineListener> listeners,
        UnaryOperator<EditImage> resultFilter) {
    public EngineParts {
        listeners = List.copyOf(listeners);
    }
}
