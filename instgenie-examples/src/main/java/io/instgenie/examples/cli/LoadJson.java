package io.instgenie.examples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.examples.load.LoadRun;
import io.instgenie.metrics.EngineStats;
import java.io.IOException;
import picocli.CommandLine;

/** A {@link LoadRun} and the options it came from as a JSON object, times in seconds. */
final class LoadJson {
    private LoadJson() {}

    static String of(CommandLine command, LoadRun run, EngineStats stats) {
        return OptionsJson.write(command, json -> write(json, run, stats));
    }

    private static void write(JsonGenerator json, LoadRun run, EngineStats stats) throws IOException {
        json.writeNumberField("throughput", run.throughput());
        json.writeNumberField("failures", run.failures());
        json.writeNumberField("mean_batch", (double) stats.jobSteps() / stats.steps());
        json.writeNumberField("waiting", stats.waiting());
        json.writeNumberField("scheduling", stats.scheduling());
        json.writeObjectFieldStart("latency");
        json.writeNumberField("mean", run.mean());
        json.writeNumberField("p50", run.percentile(0.5));
        json.writeNumberField("p95", run.percentile(0.95));
        json.writeNumberField("p99", run.percentile(0.99));
        json.writeNumberField("max", run.percentile(1));
        json.writeEndObject();
        json.writeFieldName("latencies");
        json.writeArray(run.sorted(), 0, run.sorted().length);
    }
}
