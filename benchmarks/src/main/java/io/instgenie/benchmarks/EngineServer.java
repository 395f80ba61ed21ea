package io.instgenie.benchmarks;

import io.instgenie.EditEngine;
import io.instgenie.EditEngineBuilder;
import io.instgenie.edit.EditRequest;
import io.instgenie.examples.load.EmbeddedLoad;
import io.instgenie.examples.load.LoadRun;
import io.instgenie.examples.load.LoadVariant;
import io.instgenie.examples.load.OpenLoop;
import io.instgenie.metrics.EngineStats;
import java.util.List;

/** An engine with the embedded model: prompts, autoencoder and all. */
final class EngineServer implements LoadServer {
    private static final int MAX_PENDING = 100_000;

    private final LoadVariant variant;
    private final EmbeddedLoad load;
    private final EditEngine engine;

    /** Starts it; its templates are warm. */
    EngineServer(LoadVariant variant, EmbeddedLoad load, EditEngineBuilder options) {
        this.variant = variant;
        this.load = load;
        engine = variant.configure(options)
                .maxPendingEdits(MAX_PENDING)
                .maxPendingBytes(Long.MAX_VALUE)
                .build();
        load.register(engine);
    }

    EditEngine engine() {
        return engine;
    }

    @Override
    public LoadRun serve(double[] arrivals, long seed) {
        List<EditRequest> edits = load.edits(arrivals.length, variant.mode(), seed);
        return OpenLoop.run(arrivals, edit -> engine.submit(edits.get(edit)).future());
    }

    @Override
    public EngineStats stats() {
        return engine.stats();
    }

    @Override
    public void close() {
        engine.close();
    }
}
