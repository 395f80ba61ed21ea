package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.plan.BlockMode;
import io.instgenie.plan.BlockPlanner;
import io.instgenie.plan.FixedPlanner;
import io.instgenie.plan.GreedyPlanner;
import io.instgenie.plan.OptimalPlanner;
import io.instgenie.plan.PlanRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;

/**
 * Replays the pipeline of one step on virtual time under each planner, for loads from half to one and a half times the dense time
 * of a block, and writes {@code planner-replay.json}, {@code .md} and {@code .png} to the folder given as the argument. All
 * numbers are makespans as shares of the dense step. Deterministic: nothing is measured, everything is computed.
 */
public final class PlannerReplay {
    private static final double MASK = 0.15;

    private PlannerReplay() {}

    /** A way to choose modes, and the name it has in the report. */
    private enum Strategy {
        OPTIMUM("optimum", new OptimalPlanner()),
        GREEDY("greedy", new GreedyPlanner()),
        ALL_CACHED("all cached", new FixedPlanner(BlockMode.KV)),
        ALL_PROJECTED("all projected", new FixedPlanner(BlockMode.X)),
        ALL_COMPUTED("all computed", new FixedPlanner(BlockMode.COMPUTE));

        private final String title;
        private final BlockPlanner planner;

        Strategy(String title, BlockPlanner planner) {
            this.title = title;
            this.planner = planner;
        }

        double makespan(PlanRequest request) {
            return planner.plan(request).makespanSeconds() / UniformPipeline.BLOCKS;
        }
    }

    /** Makes the request of one pipeline for a load. */
    private interface Requests {
        PlanRequest of(double load);
    }

    /** One pipeline over all loads. */
    private record Scenario(String title, Set<Strategy> strategies, Requests requests) {
        List<Row> rows() {
            List<Row> rows = new ArrayList<>();
            for (int percent = 50; percent <= 150; percent += 10) {
                PlanRequest request = requests.of(percent / 100.0);
                Map<Strategy, Double> makespans = new EnumMap<>(Strategy.class);
                for (Strategy strategy : strategies) {
                    makespans.put(strategy, strategy.makespan(request));
                }
                rows.add(new Row(percent / 100.0, makespans));
            }
            return rows;
        }
    }

    /** Makespans by strategy for one load. */
    private record Row(double load, Map<Strategy, Double> makespans) {
        double of(Strategy strategy) {
            return makespans.getOrDefault(strategy, Double.NaN);
        }

        double greedyExcess() {
            return of(Strategy.GREEDY) / of(Strategy.OPTIMUM) - 1;
        }
    }

    private static final Set<Strategy> PAPERS =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(Strategy.ALL_PROJECTED)));

    private static final List<Scenario> SCENARIOS = List.of(
            new Scenario(
                    "the paper's two modes, any number of staging slots",
                    PAPERS,
                    load -> UniformPipeline.ofThePaper(MASK, load, PlanRequest.UNLIMITED)),
            new Scenario(
                    "the paper's two modes, two staging slots",
                    PAPERS,
                    load -> UniformPipeline.ofThePaper(MASK, load, 2)),
            new Scenario(
                    "three modes, any number of staging slots",
                    EnumSet.allOf(Strategy.class),
                    load -> UniformPipeline.ofThreeModes(MASK, load, PlanRequest.UNLIMITED)),
            new Scenario(
                    "three modes, two staging slots",
                    EnumSet.allOf(Strategy.class),
                    load -> UniformPipeline.ofThreeModes(MASK, load, 2)));

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "benchmarks/results");
        Files.createDirectories(folder);
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "# Planner replay%n%nMakespan of one step as a share of the dense step: %d like blocks, the edit computes "
                        + "%.0f %% of the rows; load is the time to load a block's keys and values over its dense time. Cached is keys and "
                        + "values; projected is hidden states, half as much to load, from which both are projected; computed is "
                        + "the template's pass in full.%n",
                UniformPipeline.BLOCKS,
                100 * MASK));
        List<XYChart> charts = new ArrayList<>();
        try (JsonGenerator json =
                new JsonFactory().createGenerator(Files.newOutputStream(folder.resolve("planner-replay.json")))) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeNumberField("blocks", UniformPipeline.BLOCKS);
            json.writeNumberField("mask", MASK);
            json.writeArrayFieldStart("scenarios");
            for (Scenario scenario : SCENARIOS) {
                List<Row> rows = scenario.rows();
                writeJson(json, scenario, rows);
                writeTable(table, scenario, rows);
                charts.add(chart(scenario, rows));
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        Files.writeString(folder.resolve("planner-replay.md"), table);
        ChartFile.write(folder.resolve("planner-replay"), charts, 2, 2);
        System.out.print(table);
    }

    private static void writeJson(JsonGenerator json, Scenario scenario, List<Row> rows) throws IOException {
        json.writeStartObject();
        json.writeStringField("title", scenario.title());
        json.writeArrayFieldStart("rows");
        for (Row row : rows) {
            json.writeStartObject();
            json.writeNumberField("load", row.load());
            for (Strategy strategy : scenario.strategies()) {
                json.writeNumberField(strategy.title, row.of(strategy));
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeTable(StringBuilder table, Scenario scenario, List<Row> rows) {
        table.append(String.format("%n## %s%n%n| load |", capitalised(scenario.title())));
        for (Strategy strategy : scenario.strategies()) {
            table.append(' ').append(strategy.title).append(" |");
        }
        table.append(String.format(
                " greedy longer by |%n|%s%n",
                "---|".repeat(scenario.strategies().size() + 2)));
        for (Row row : rows) {
            table.append(String.format(Locale.ROOT, "| %.1f |", row.load()));
            for (double makespan : row.makespans().values()) {
                table.append(String.format(Locale.ROOT, " %.3f |", makespan));
            }
            table.append(String.format(Locale.ROOT, " %.0f %% |%n", 100 * row.greedyExcess()));
        }
    }

    private static XYChart chart(Scenario scenario, List<Row> rows) {
        XYChart chart = new XYChartBuilder()
                .width(640)
                .height(420)
                .title(capitalised(scenario.title()))
                .xAxisTitle("load / dense time of a block")
                .yAxisTitle("makespan / dense step")
                .build();
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
        chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
        chart.getStyler().setYAxisMin(0.0);
        double[] loads = rows.stream().mapToDouble(Row::load).toArray();
        for (Strategy strategy : scenario.strategies()) {
            chart.addSeries(
                    strategy.title,
                    loads,
                    rows.stream().mapToDouble(row -> row.of(strategy)).toArray());
        }
        return chart;
    }

    private static String capitalised(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
