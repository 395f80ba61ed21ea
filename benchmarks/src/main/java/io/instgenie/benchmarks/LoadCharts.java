package io.instgenie.benchmarks;

import io.instgenie.examples.load.LoadVariant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** Plots of a sweep: P95 against offered load, and the distribution of latencies at load 1. */
final class LoadCharts {
    private final String title;
    private final List<LoadPoint> points;

    LoadCharts(String title, List<LoadPoint> points) {
        this.title = title;
        this.points = points;
    }

    void write(Path file) throws IOException {
        ChartFile.write(file, List.of(latency(), distribution()), 1, 2);
    }

    private XYChart latency() {
        XYChart chart = chart("P95 against offered load", "load, 1 = what dense static sustains", "seconds");
        chart.getStyler().setYAxisLogarithmic(true);
        for (LoadVariant variant :
                points.stream().map(LoadPoint::variant).distinct().toList()) {
            List<LoadPoint> own =
                    points.stream().filter(point -> point.variant() == variant).toList();
            chart.addSeries(
                    variant.title(),
                    own.stream().mapToDouble(LoadPoint::load).toArray(),
                    own.stream().mapToDouble(LoadPoint::p95).toArray());
        }
        return chart;
    }

    private XYChart distribution() {
        XYChart chart = chart("Edits done within, at load 1", "seconds", "share");
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0).setYAxisDecimalPattern("0.0");
        chart.getStyler().setMarkerSize(0);
        for (LoadPoint point : points) {
            double[] sorted = point.run().sorted();
            if (point.load() == 1 && sorted.length > 0) {
                double[] shares = IntStream.rangeClosed(1, sorted.length)
                        .mapToDouble(rank -> (double) rank / sorted.length)
                        .toArray();
                chart.addSeries(point.variant().title(), sorted, shares);
            }
        }
        return chart;
    }

    private XYChart chart(String what, String x, String y) {
        return new XYChartBuilder()
                .width(640)
                .height(440)
                .title(title + ": " + what)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
    }
}
