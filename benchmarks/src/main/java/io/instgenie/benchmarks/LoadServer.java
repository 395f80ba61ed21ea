package io.instgenie.benchmarks;

import io.instgenie.examples.load.LoadRun;
import io.instgenie.metrics.EngineStats;

/** Something that serves edits, to be put under load. */
interface LoadServer extends AutoCloseable {
    /** Serves edits that arrive at these seconds, the same ones for the same seed. */
    LoadRun serve(double[] arrivals, long seed);

    EngineStats stats();

    @Override
    void close();
}
