package io.instgenie.examples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.simulator.SimulationResult;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine;

/** A {@link SimulationResult} and the options it came from as a JSON object, times in seconds. */
final class SimulationJson {
    private SimulationJson() {}

    static String of(CommandLine command, SimulationResult result) {
        return OptionsJson.write(command, json -> write(json, result));
    }

    private static void write(JsonGenerator json, SimulationResult result) throws IOException {
        json.writeNumberField("requests", result.requests());
        json.writeNumberField("done", result.done());
        json.writeNumberField("refused", result.refused());
        json.writeNumberField("cancelled", result.cancelled());
        json.writeNumberField("expired", result.expired());
        json.writeNumberField("seconds", result.seconds());
        json.writeNumberField("throughput", result.throughput());
        json.writeNumberField("utilisation", result.utilisation());
        json.writeNumberField("mean_batch", result.meanBatch());
        json.writeObjectFieldStart("latency");
        json.writeNumberField("mean", seconds(result.latency().mean()));
        json.writeNumberField("p50", seconds(result.latency().p50()));
        json.writeNumberField("p95", seconds(result.latency().p95()));
        json.writeNumberField("p99", seconds(result.latency().p99()));
        json.writeNumberField("max", seconds(result.latency().max()));
        json.writeEndObject();
    }

    static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
