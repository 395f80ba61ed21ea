package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What {@link SimulatorFidelity} found, as JSON and table.
 *
 * @param capacity edits a second that the simulator foretells when more come
 * @param slices of arrivals at each rate, with a fit of the engine before and after each
 * @param seconds of a slice
 * @param rSquared of the profiles' cost models, the least
 * @param disturbed slices and fits that were measured again, since other processes got in their way
 */
record FidelityReport(
        double capacity,
        int slices,
        double seconds,
        long seed,
        double rSquared,
        int disturbed,
        List<FidelityReport.Row> rows) {
    /**
     * Edits at a share of the capacity.
     *
     * @param others the share of the machine's processors that other processes took meanwhile
     */
    record Row(double load, double rate, PairedLatencies latencies, double others) {
        private PairedLatencies.Difference off(Statistic statistic) {
            return latencies.compare(statistic::of);
        }
    }

    private enum Statistic {
        MEAN,
        P50,
        P95;

        double of(double[] sorted) {
            return switch (this) {
                case MEAN -> Arrays.stream(sorted).average().orElseThrow();
                case P50 -> quantile(sorted, 0.5);
                case P95 -> quantile(sorted, 0.95);
            };
        }

        private static double quantile(double[] sorted, double share) {
            return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
        }

        String title() {
            return this == MEAN ? "mean" : name();
        }
    }

    private String markdown() {
        StringBuilder table = new StringBuilder("# The simulator against the engine\n\n"
                + "| load | edits | engine: mean, P50, P95 | simulator: mean, P50, P95 | off: mean | off: P50 | off: P95 | others |\n"
                + "|---|---|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %.0f %% | %d | %s | %s | %s | %s | %s | %.1f %% |%n",
                    100 * row.load(),
                    row.latencies().measured().length,
                    statistics(row.latencies().measured()),
                    statistics(row.latencies().foretold()),
                    difference(row.off(Statistic.MEAN)),
                    difference(row.off(Statistic.P50)),
                    difference(row.off(Statistic.P95)),
                    100 * row.others()));
        }
        return table.append(String.format(
                        Locale.ROOT,
                        "%nThe embedded model on one thread each for steps, encoding and decoding; 20 steps. %d slices of %.0f s of"
                                + " Poisson arrivals at each load, seed %d, in turns, with a fit of the idle engine before and after"
                                + " each.%nFull load is %.2f edits a second, as the simulator foretells. R^2 of the profiles' fits: %.3f"
                                + " or more.%nOff: the simulator against the engine, and in brackets the middle 90 %% of what blocks of"
                                + " edits give, drawn again at random (sampling error).%nOthers: the share of the processors that other"
                                + " processes took while the edits were served; %d slices and fits were disturbed by them and"
                                + " measured again.%n",
                        slices,
                        seconds,
                        seed,
                        capacity,
                        rSquared,
                        disturbed))
                .toString();
    }

    private static String statistics(double[] sorted) {
        return String.join(
                        ", ",
                        Stream.of(Statistic.values())
                                .map(statistic -> String.format(Locale.ROOT, "%.3f", statistic.of(sorted)))
                                .toList())
                + " s";
    }

    private static String difference(PairedLatencies.Difference difference) {
        return String.format(
                Locale.ROOT,
                "%+.1f %% (%+.1f to %+.1f)",
                100 * difference.off(),
                100 * difference.low(),
                100 * difference.high());
    }

    void write(Path folder) throws IOException {
        String markdown = markdown();
        System.out.print(markdown);
        Files.writeString(folder.resolve("simulator-fidelity.md"), markdown);
        try (JsonGenerator json = ReportFile.open(folder.resolve("simulator-fidelity.json"))) {
            json.writeStartObject();
            json.writeStringField("jvm", System.getProperty("java.vm.version"));
            json.writeNumberField("capacityPerSecond", capacity);
            json.writeNumberField("slices", slices);
            json.writeNumberField("secondsPerSlice", seconds);
            json.writeNumberField("seed", seed);
            json.writeNumberField("rSquared", rSquared);
            json.writeNumberField("disturbed", disturbed);
            json.writeArrayFieldStart("rates");
            for (Row row : rows) {
                json.writeStartObject();
                json.writeNumberField("load", row.load());
                json.writeNumberField("perSecond", row.rate());
                json.writeNumberField("edits", row.latencies().measured().length);
                write("engine", row.latencies().measured(), json);
                write("simulator", row.latencies().foretold(), json);
                json.writeObjectFieldStart("off");
                for (Statistic statistic : Statistic.values()) {
                    PairedLatencies.Difference off = row.off(statistic);
                    json.writeArrayFieldStart(statistic.title());
                    json.writeNumber(off.off());
                    json.writeNumber(off.low());
                    json.writeNumber(off.high());
                    json.writeEndArray();
                }
                json.writeEndObject();
                json.writeNumberField("otherProcesses", row.others());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void write(String name, double[] sorted, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart(name);
        for (Statistic statistic : Statistic.values()) {
            json.writeNumberField(statistic.title() + "Seconds", statistic.of(sorted));
        }
        json.writeEndObject();
    }
}
