package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** What {@link StepRatios} measured, as JSON, table and plot. */
record StepReport(double denseMillis, FluxSize size, int threads, List<StepReport.Row> rows) {
    /**
     * @param jobs that step together
     * @param millis median of a cached step of all of them
     * @param speedUp as many dense steps by this one
     * @param limit the speed-up that the arithmetic allows: (N + T) / (mN + T)
     * @param share of that limit reached
     */
    record Row(double mask, int jobs, double millis, double speedUp, double limit, double share) {}

    String markdown() {
        StringBuilder table = new StringBuilder(
                "| mask | cached step | speed-up | FLOP limit | share of the limit |\n" + "|---|---|---|---|---|\n");
        for (Row row : rows) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s%.2f | %.1f ms | %.2fx | %.2fx | %.2f |%n",
                    row.jobs() == 1 ? "" : row.jobs() + " jobs of ",
                    row.mask(),
                    row.millis(),
                    row.speedUp(),
                    row.limit(),
                    row.share()));
        }
        return table.append(String.format(
                        Locale.ROOT, "%nDense step: %.1f ms, %d threads, medians.%n", denseMillis, threads))
                .toString();
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("step.md"), markdown());
        writeJson(folder.resolve("step.json"));
        XYChart chart = new XYChartBuilder()
                .width(720)
                .height(440)
                .title("Cached step against dense step")
                .xAxisTitle("mask ratio")
                .yAxisTitle("speed-up")
                .build();
        List<Row> single = rows.stream().filter(row -> row.jobs() == 1).toList();
        double[] masks = single.stream().mapToDouble(Row::mask).toArray();
        chart.addSeries(
                "measured", masks, single.stream().mapToDouble(Row::speedUp).toArray());
        chart.addSeries(
                "FLOP limit", masks, single.stream().mapToDouble(Row::limit).toArray());
        ChartFile.write(folder.resolve("step"), List.of(chart), 1, 1);
    }

    private void writeJson(Path file) throws IOException {
        try (JsonGenerator json = ReportFile.open(file)) {
            json.writeStartObject();
            json.writeStringField("jvm", System.getProperty("java.vm.version"));
            json.writeNumberField("threads", threads);
            json.writeNumberField("imageTokens", size.imageTokens());
            json.writeNumberField("textTokens", size.textTokens());
            json.writeNumberField("denseMillis", denseMillis);
            json.writeArrayFieldStart("cached");
            for (Row row : rows) {
                json.writeStartObject();
                json.writeNumberField("mask", row.mask());
                json.writeNumberField("jobs", row.jobs());
                json.writeNumberField("millis", row.millis());
                json.writeNumberField("speedUp", row.speedUp());
                json.writeNumberField("flopLimit", row.limit());
                json.writeNumberField("shareOfLimit", row.share());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }
}
