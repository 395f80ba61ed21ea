package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.routing.RouterKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** What {@link RouterSweep} found, as JSON, table and plot. */
record RouterSweepReport(int requests, List<RouterSweepReport.Sweep> sweeps) {
    /**
     * @param capacity requests a second at full load
     */
    record Sweep(String title, double capacity, List<Row> rows) {}

    /**
     * @param load percent
     * @param p95 seconds
     * @param mean seconds
     */
    record Row(int load, Map<RouterKind, Double> p95, Map<RouterKind, Double> mean) {
        double p95(RouterKind router) {
            return p95.getOrDefault(router, Double.NaN);
        }

        /** By how much the P95 of mask-aware routing is above (or, negative, below) the best of the others. */
        double excess() {
            double best = Double.POSITIVE_INFINITY;
            for (RouterKind router : RouterKind.values()) {
                best = router == RouterKind.MASK_AWARE ? best : Math.min(best, p95(router));
            }
            return p95(RouterKind.MASK_AWARE) / best - 1;
        }
    }

    String markdown() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "# Routers compared in the simulator%n%nFLUX.1 on eight H100s (profile `H100`), 28 steps, templates by Zipf 1.0, "
                        + "continuous batching of up to 8, optimal plans, %d requests a run, averages of three seeds. P95 latency "
                        + "in seconds, by load.%n",
                requests));
        for (Sweep sweep : sweeps) {
            text.append(String.format(
                    Locale.ROOT, "%n## %s: %.2f requests/s at full load%n%n| load |", sweep.title(), sweep.capacity()));
            for (RouterKind router : RouterKind.values()) {
                text.append(' ').append(name(router)).append(" |");
            }
            text.append(String.format(" mask aware against the best other |%n%s%n", "|---".repeat(6) + "|"));
            for (Row row : sweep.rows()) {
                text.append(String.format(Locale.ROOT, "| %d %% |", row.load()));
                for (RouterKind router : RouterKind.values()) {
                    text.append(String.format(Locale.ROOT, " %.3f |", row.p95(router)));
                }
                text.append(String.format(Locale.ROOT, " %+.1f %% |%n", 100 * row.excess()));
            }
        }
        return text.toString();
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("router-sweep.md"), markdown());
        writeJson(folder.resolve("router-sweep.json"));
        List<XYChart> charts = new ArrayList<>();
        for (Sweep sweep : sweeps) {
            charts.add(chart(sweep));
        }
        ChartFile.write(folder.resolve("router-sweep"), charts, 2, 2);
    }

    private static XYChart chart(Sweep sweep) {
        XYChart chart = new XYChartBuilder()
                .width(640)
                .height(440)
                .title("P95 latency, " + sweep.title())
                .xAxisTitle("load, %")
                .yAxisTitle("seconds")
                .build();
        chart.getStyler().setYAxisLogarithmic(true);
        double[] loads = sweep.rows().stream().mapToDouble(Row::load).toArray();
        for (RouterKind router : RouterKind.values()) {
            chart.addSeries(
                    name(router),
                    loads,
                    sweep.rows().stream().mapToDouble(row -> row.p95(router)).toArray());
        }
        return chart;
    }

    private void writeJson(Path file) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(Files.newOutputStream(file))) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeNumberField("requests", requests);
            json.writeArrayFieldStart("sweeps");
            for (Sweep sweep : sweeps) {
                json.writeStartObject();
                json.writeStringField("title", sweep.title());
                json.writeNumberField("capacity", sweep.capacity());
                json.writeArrayFieldStart("rows");
                for (Row row : sweep.rows()) {
                    json.writeStartObject();
                    json.writeNumberField("load", row.load());
                    write(json, "p95", row.p95());
                    write(json, "mean", row.mean());
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, String name, Map<RouterKind, Double> seconds) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<RouterKind, Double> entry : seconds.entrySet()) {
            json.writeNumberField(name(entry.getKey()), entry.getValue());
        }
        json.writeEndObject();
    }

    private static String name(RouterKind router) {
        return router.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
