package io.instgenie.examples.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.simulator.SimulationResult;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** A {@link SimulationResult} and the options it came from as a JSON object, times in seconds. */
final class SimulationJson {
    private SimulationJson() {}

    static String of(CommandLine command, SimulationResult result) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeObjectFieldStart("options");
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (!option.inherited() && !option.longestName().equals("--json")) {
                    json.writeStringField(option.longestName().substring(2), Objects.toString(option.getValue()));
                }
            }
            json.writeEndObject();
            json.writeNumberField("requests", result.requests());
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
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter throws none
        }
        return text + "\n";
    }

    static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
