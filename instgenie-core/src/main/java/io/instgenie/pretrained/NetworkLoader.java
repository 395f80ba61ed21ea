package io.instgenie.pretrained;

import io.instgenie.tensor.Placement;
import io.instgenie.weights.WeightFiles;
import io.instgenie.weights.Weights;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads a pipeline's networks, and owns them. Used by one thread, but for {@link #close}. */
final class NetworkLoader implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(NetworkLoader.class);

    private final ModelFolder folder;
    private final Placement placement;
    private final Deque<AutoCloseable> networks = new ArrayDeque<>();

    /** @param placement of all networks */
    NetworkLoader(ModelFolder folder, Placement placement) {
        this.folder = folder;
        this.placement = placement;
    }

    /** The network of a component, made from its weights. */
    <T extends AutoCloseable> T load(Component component, Function<Weights, T> constructor) {
        WeightFiles files = folder.weights(component);
        if (!files.passedOver().isEmpty()) {
            LOGGER.info("{} is read; passed over are {}", files.source(), files.passedOver());
        }
        try (Weights weights = Weights.open(files, placement)) {
            T network = constructor.apply(weights);
            networks.push(network);
            if (!weights.unused().isEmpty()) {
                LOGGER.warn("{} holds parameters that its model does not use: {}", files.source(), weights.unused());
            }
            return network;
        }
    }

    @Override
    public void close() {
        while (!networks.isEmpty()) {
            try {
                networks.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a model cannot be closed", e);
            }
        }
    }
}
