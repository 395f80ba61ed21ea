package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.examples.load.LoadVariant;
import io.instgenie.metrics.EngineStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@link LoadHarness} measured, as JSON, tables and plots.
 *
 * @param title what was put under load
 * @param sustained edits per second at load 1
 * @param held 1.3 times that for long, dense static first; empty if not measured
 * @param stepLoop of a worker with edits of which many are cancelled; null if not measured
 */
record LoadReport(
        String title,
        double sustained,
        List<LoadPoint> points,
        List<LoadPoint> held,
        @Nullable EngineStats stepLoop) {
    void write(Path folder, String name) throws IOException {
        System.out.println(markdown());
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".md"), markdown());
        writeJson(folder.resolve(name + ".json"));
        new LoadCharts(title, points).write(folder.resolve(name));
    }

    private String markdown() {
        StringBuilder text = new StringBuilder();
        say(text, "%s. Load 1 is %.3f edits a second, what dense static sustains.%n", title, sustained);
        say(text, "%n| variant | load | edits | mean | median | P95 |%n|---|---|---|---|---|---|%n");
        points.forEach(point -> row(text, point));
        LoadRatios ratios = new LoadRatios(points);
        say(text, "%nAgainst dense static:%n%n| variant | mean at load 1 | P95 at load 1 |");
        List<Double> denseLoads = points.stream()
                .filter(point -> point.variant() == LoadVariant.DENSE_STATIC && point.load() <= 1)
                .map(LoadPoint::load)
                .toList();
        for (double load : denseLoads) {
            say(text, " rate at its P95 of load %.2f |", load);
        }
        say(text, "%n|---|---|---|%s%n", "---|".repeat(denseLoads.size()));
        for (LoadVariant variant : variants()) {
            say(text, "| %s | %.2fx | %.2fx |", variant.title(), ratios.mean(variant), ratios.p95(variant));
            for (double load : denseLoads) {
                say(text, " %.2fx |", ratios.rateAtSameP95(variant, load));
            }
            say(text, "%n");
        }
        if (!held.isEmpty()) {
            say(text, "%nHeld at load %.1f:%n%n", held.get(0).load());
            say(text, "| variant | load | edits | mean | median | P95 |%n|---|---|---|---|---|---|%n");
            held.forEach(point -> row(text, point));
            for (LoadPoint point : held.subList(1, held.size())) {
                double ratio = held.get(0).run().mean() / point.run().mean();
                say(
                        text,
                        "%nThe mean of %s is %.1f times less than that of dense static.%n",
                        point.variant().title(),
                        ratio);
            }
        }
        if (stepLoop != null) {
            stepLoop(text, stepLoop);
        }
        return text.toString();
    }

    private static void row(StringBuilder text, LoadPoint point) {
        say(
                text,
                "| %s | %.2f | %d | %.3f s | %.3f s | %.3f s |%n",
                point.variant().title(),
                point.load(),
                point.run().arrivals().length,
                point.run().mean(),
                point.median(),
                point.p95());
    }

    private static void stepLoop(StringBuilder text, EngineStats stats) {
        say(text, "%nThe step loop, up to 32 edits a step, one of twenty cancelled:%n%n");
        say(text, "| | |%n|---|---|%n");
        say(text, "| waiting while edits are ready | %.2f %% |%n", 100 * stats.waiting());
        say(text, "| choosing and gathering edits, of the steps' time | %.2f %% |%n", 100 * stats.scheduling());
        say(
                text,
                "| the same, P99 and longest | %.3f, %.3f ms |%n",
                millis(stats.schedule().p99().toNanos()),
                millis(stats.schedule().max().toNanos()));
        say(text, "| edits a step | %.1f |%n", (double) stats.jobSteps() / stats.steps());
        say(
                text,
                "| an edit joins at the next step (1), P99 | %d (of %d) |%n",
                stats.joinSteps().p99(),
                stats.joinSteps().count());
        say(
                text,
                "| a cancelled edit's place is free at the next step (1), P99 | %d (of %d) |%n",
                stats.freeSteps().p99(),
                stats.freeSteps().count());
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    private static void say(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }

    private List<LoadVariant> variants() {
        return points.stream().map(LoadPoint::variant).distinct().toList();
    }

    private void writeJson(Path file) throws IOException {
        try (JsonGenerator json = ReportFile.open(file)) {
            json.writeStartObject();
            json.writeStringField("title", title);
            json.writeStringField("jvm", System.getProperty("java.vm.version"));
            json.writeNumberField("sustainedPerSecond", sustained);
            writePoints(json, "points", points);
            writePoints(json, "held", held);
            LoadRatios ratios = new LoadRatios(points);
            json.writeObjectFieldStart("againstDenseStatic");
            for (LoadVariant variant : variants()) {
                json.writeObjectFieldStart(variant.name());
                json.writeNumberField("mean", ratios.mean(variant));
                json.writeNumberField("p95", ratios.p95(variant));
                json.writeNumberField("rateAtSameP95", ratios.rateAtSameP95(variant, 1));
                json.writeEndObject();
            }
            json.writeEndObject();
            if (stepLoop != null) {
                json.writeObjectFieldStart("stepLoop");
                json.writeNumberField("waiting", stepLoop.waiting());
                json.writeNumberField("scheduling", stepLoop.scheduling());
                json.writeNumberField(
                        "scheduleP99Nanos", stepLoop.schedule().p99().toNanos());
                json.writeNumberField("joinStepsP99", stepLoop.joinSteps().p99());
                json.writeNumberField("freeStepsP99", stepLoop.freeSteps().p99());
                json.writeEndObject();
            }
            json.writeEndObject();
        }
    }

    private static void writePoints(JsonGenerator json, String name, List<LoadPoint> points) throws IOException {
        json.writeArrayFieldStart(name);
        for (LoadPoint point : points) {
            json.writeStartObject();
            json.writeStringField("variant", point.variant().name());
            json.writeNumberField("load", point.load());
            json.writeNumberField("perSecond", point.perSecond());
            json.writeNumberField("edits", point.run().arrivals().length);
            json.writeNumberField("meanSeconds", point.run().mean());
            json.writeNumberField("medianSeconds", point.median());
            json.writeNumberField("p95Seconds", point.p95());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
