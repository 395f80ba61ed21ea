package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/**
 * What {@link LoadHarness} measured, as JSON, table and plot.
 *
 * @param capacity dense edits per second in static batches with always one more waiting
 */
record LoadReport(double capacity, double seconds, List<LoadReport.Point> points) {
    /**
     * @param rate offered, as a multiple of the capacity
     * @param perSecond offered
     * @param mean latency in seconds, as are the others
     */
    record Point(String variant, double rate, double perSecond, double mean, double median, double p95) {}

    private String markdown() {
        StringBuilder table = new StringBuilder("| variant | offered load | edits per second | mean | median | P95 |\n"
                + "|---|---|---|---|---|---|\n");
        for (Point point : points) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %.2f | %.2f s | %.2f s | %.2f s |%n",
                    point.variant().toLowerCase(Locale.ROOT).replace('_', ' '),
                    point.rate(),
                    point.perSecond(),
                    point.mean(),
                    point.median(),
                    point.p95()));
        }
        return table.append(String.format(
                        Locale.ROOT,
                        "%nLoad 1 is %.2f edits a second: what dense edits in static batches manage. %.0f s of arrivals each.%n",
                        capacity,
                        seconds))
                .toString();
    }

    void write(Path folder) throws IOException {
        System.out.println(markdown());
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("load.md"), markdown());
        XYChart chart = new XYChartBuilder()
                .width(720)
                .height(440)
                .title("Latency against offered load")
                .xAxisTitle("offered load, of dense static capacity")
                .yAxisTitle("P95, seconds")
                .build();
        chart.getStyler().setYAxisLogarithmic(true);
        for (String variant : points.stream().map(Point::variant).distinct().toList()) {
            chart.addSeries(
                    variant.toLowerCase(Locale.ROOT).replace('_', ' '),
                    values(variant, Point::rate),
                    values(variant, Point::p95));
        }
        BitmapEncoder.saveBitmap(chart, folder.resolve("load.png").toString(), BitmapEncoder.BitmapFormat.PNG);
        writeJson(folder.resolve("load.json"));
    }

    private double[] values(String variant, ToDoubleFunction<Point> value) {
        return points.stream()
                .filter(point -> point.variant().equals(variant))
                .mapToDouble(value)
                .toArray();
    }

    private void writeJson(Path file) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(Files.newOutputStream(file))) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("jvm", System.getProperty("java.vm.version"));
            json.writeNumberField("capacityPerSecond", capacity);
            json.writeNumberField("secondsPerPoint", seconds);
            json.writeArrayFieldStart("points");
            for (Point point : points) {
                json.writeStartObject();
                json.writeStringField("variant", point.variant());
                json.writeNumberField("load", point.rate());
                json.writeNumberField("perSecond", point.perSecond());
                json.writeNumberField("meanSeconds", point.mean());
                json.writeNumberField("medianSeconds", point.median());
                json.writeNumberField("p95Seconds", point.p95());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }
}
