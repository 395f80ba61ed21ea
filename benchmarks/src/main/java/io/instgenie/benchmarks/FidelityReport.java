package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.metrics.LatencySummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What {@link SimulatorFidelity} found, as JSON and table.
 *
 * @param capacity edits a second that the simulator foretells when more come
 * @param rSquared of the profile's cost model
 */
record FidelityReport(double capacity, double seconds, double rSquared, List<FidelityReport.Row> rows) {
    /**
     * Latencies in seconds at a share of the capacity.
     *
     * @param others the share of the machine's processors that other processes took meanwhile
     */
    record Row(double load, double rate, int edits, Latency engine, Latency simulator, double others) {
        static Row of(double load, double rate, double[] sorted, LatencySummary simulated, double others) {
            return new Row(
                    load,
                    rate,
                    sorted.length,
                    new Latency(
                            Arrays.stream(sorted).average().orElse(0), quantile(sorted, 0.5), quantile(sorted, 0.95)),
                    new Latency(seconds(simulated.mean()), seconds(simulated.p50()), seconds(simulated.p95())),
                    others);
        }

        private static double quantile(double[] sorted, double share) {
            return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
        }

        private static double seconds(Duration time) {
            return time.toNanos() / 1e9;
        }
    }

    record Latency(double mean, double p50, double p95) {}

    private String markdown() {
        StringBuilder table = new StringBuilder("# The simulator against the engine\n\n"
                + "| load | edits | engine: mean, P50, P95 | simulator: mean, P50, P95 | off: mean, P50, P95 | others |\n"
                + "|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %.0f %% | %d | %.3f, %.3f, %.3f s | %.3f, %.3f, %.3f s | %+.1f %%, %+.1f %%, %+.1f %% | %.1f %% |%n",
                    100 * row.load(),
                    row.edits(),
                    row.engine().mean(),
                    row.engine().p50(),
                    row.engine().p95(),
                    row.simulator().mean(),
                    row.simulator().p50(),
                    row.simulator().p95(),
                    100 * (row.simulator().mean() / row.engine().mean() - 1),
                    100 * (row.simulator().p50() / row.engine().p50() - 1),
                    100 * (row.simulator().p95() / row.engine().p95() - 1),
                    100 * row.others()));
        }
        return table.append(String.format(
                        Locale.ROOT,
                        "%nThe embedded model on one thread each for steps, encoding and decoding; 20 steps, %.0f s of Poisson"
                                + " arrivals each.%nFull load is %.2f edits a second, as the simulator foretells."
                                + " R^2 of the profile's fits: %.3f or more.%nOthers: the share of the"
                                + " processors that other processes took while the edits were served.%n",
                        seconds,
                        capacity,
                        rSquared))
                .toString();
    }

    void write(Path folder) throws IOException {
        System.out.print(markdown());
        Files.writeString(folder.resolve("simulator-fidelity.md"), markdown());
        try (JsonGenerator json = ReportFile.open(folder.resolve("simulator-fidelity.json"))) {
            json.writeStartObject();
            json.writeStringField("jvm", System.getProperty("java.vm.version"));
            json.writeNumberField("capacityPerSecond", capacity);
            json.writeNumberField("secondsPerRate", seconds);
            json.writeNumberField("rSquared", rSquared);
            json.writeArrayFieldStart("rates");
            for (Row row : rows) {
                json.writeStartObject();
                json.writeNumberField("load", row.load());
                json.writeNumberField("perSecond", row.rate());
                json.writeNumberField("edits", row.edits());
                write("engine", row.engine(), json);
                write("simulator", row.simulator(), json);
                json.writeNumberField("otherProcesses", row.others());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void write(String name, Latency latency, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("meanSeconds", latency.mean());
        json.writeNumberField("p50Seconds", latency.p50());
        json.writeNumberField("p95Seconds", latency.p95());
        json.writeEndObject();
    }
}
