package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.examples.load.EmbeddedLoad;
import io.instgenie.examples.load.LoadVariant;
import io.instgenie.examples.load.OpenLoop;
import io.instgenie.metrics.EngineStats;
import io.instgenie.simulator.TraceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An engine of the embedded model at 90 % of what it does, one of twenty edits cancelled, workers killed on the way: is every edit accounted
 * for, is memory flat, does every thread end? Rounds of load with a rest after each, in which memory is sampled. Arguments: minutes
 * (default 30), rounds (default 30), folder for results (default {@code benchmarks/results}), trace. Best run with
 * {@code -Xms256m -Xmx256m -XX:+AlwaysPreTouch}, so that the Java heap does not count as growth. Writes {@code soak.json}.
 */
public final class Soak {
    private static final int WORKERS = 4;
    private static final int TEMPLATES = 3;
    private static final int STEPS = 20;
    private static final int CAPACITY_EDITS = 24;
    private static final double LOAD = 0.9;
    private static final double CANCELLED = 0.05;
    private static final int REST_MILLIS = 2000;
    private static final double MOST_GROWTH = 0.03;
    private static final long SEED = 1;

    private final EmbeddedLoad load;
    private final int rounds;
    private final double roundSeconds;
    private final Random random = new Random(SEED);
    private final MortalScheduler scheduler = new MortalScheduler();
    private final Map<String, Integer> outcomes = new ConcurrentHashMap<>();
    private final Map<Integer, Long> residentBytes = new TreeMap<>();
    private int submitted;

    private Soak(List<Double> ratios, double minutes, int rounds) {
        load = new EmbeddedLoad(ratios, TEMPLATES, STEPS);
        this.rounds = rounds;
        roundSeconds = minutes * 60 / rounds;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        double minutes = args.length > 0 ? Double.parseDouble(args[0]) : 30;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 30;
        Path results = Path.of(args.length > 2 ? args[2] : "benchmarks/results");
        Path trace = Path.of(args.length > 3 ? args[3] : "benchmarks/traces/production.csv");
        new Soak(TraceFile.read(trace), minutes, rounds).run(results);
    }

    private void run(Path results) throws IOException, InterruptedException {
        int threadsBefore = EngineThreadCount.now();
        EngineStats stats;
        try (EditEngine engine = LoadVariant.CACHED_CONTINUOUS
                .configure(EditEngine.builder())
                .workers(WORKERS)
                .maxPendingEdits(Integer.MAX_VALUE)
                .maxPendingBytes(Long.MAX_VALUE)
                .stepScheduler(scheduler)
                .build()) {
            load.register(engine);
            double rate = LOAD * capacity(engine);
            for (int round = 0; round < rounds; round++) {
                if (round == rounds / 3 || round == 2 * rounds / 3) {
                    scheduler.killOne();
                }
                serve(engine, rate, round);
                Thread.sleep(REST_MILLIS);
                residentBytes.put(round, ResidentMemory.bytes());
                System.out.printf(
                        Locale.ROOT,
                        "round %d of %d: %s of %d, %d workers lost, P95 %d ms, %d KiB resident%n",
                        round + 1,
                        rounds,
                        outcomes,
                        submitted,
                        engine.stats().workersLost(),
                        engine.stats().latency().p95().toMillis(),
                        residentBytes.get(round) >> 10);
            }
            stats = engine.stats();
        }
        report(stats, threadsBefore, EngineThreadCount.afterClose(), results);
    }

    private double capacity(EditEngine engine) {
        List<EditRequest> requests = load.edits(CAPACITY_EDITS, EditMode.CACHED, SEED);
        OpenLoop.run(
                new double[CAPACITY_EDITS],
                edit -> send(engine, requests.get(edit)).future()); // warm-up
        return OpenLoop.run(
                        new double[CAPACITY_EDITS],
                        edit -> send(engine, requests.get(edit)).future())
                .throughput();
    }

    private void serve(EditEngine engine, double rate, int round) {
        int edits = (int) Math.max(2, Math.round(rate * roundSeconds));
        List<EditRequest> requests = load.edits(edits, EditMode.CACHED, SEED + round);
        OpenLoop.run(OpenLoop.poisson(edits, rate, random), edit -> {
            EditHandle handle = send(engine, requests.get(edit));
            if (random.nextDouble() < CANCELLED) {
                int step = random.nextInt(STEPS);
                handle.onProgress(progress -> {
                    if (progress.step() >= step) {
                        handle.cancel();
                    }
                });
            }
            return handle.future();
        });
    }

    private EditHandle send(EditEngine engine, EditRequest request) {
        submitted++;
        EditHandle handle = engine.submit(request);
        handle.future().whenComplete((result, failure) -> outcomes.merge(outcome(failure), 1, Integer::sum));
        return handle;
    }

    private static String outcome(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause == null) {
            return "done";
        }
        return cause instanceof CancellationException ? "cancelled" : cause.toString();
    }

    private void report(EngineStats stats, int threadsBefore, int threadsAfter, Path results) throws IOException {
        List<Long> samples = new ArrayList<>(residentBytes.values());
        List<Long> warm = samples.subList(rounds / 10, rounds);
        double growth = (double) warm.get(warm.size() - 1) / warm.get(0) - 1;
        int ended = outcomes.values().stream().mapToInt(Integer::intValue).sum();
        System.out.printf(
                Locale.ROOT,
                "%d submitted, %d ended: %s; %d workers lost, %d restarts; resident memory %+.1f %%; engine threads %d before, %d after%n",
                submitted,
                ended,
                outcomes,
                stats.workersLost(),
                stats.restarted(),
                100 * growth,
                threadsBefore,
                threadsAfter);
        try (JsonGenerator json = ReportFile.open(results.resolve("soak.json"))) {
            json.writeStartObject();
            json.writeNumberField("minutes", roundSeconds * rounds / 60);
            json.writeNumberField("seed", SEED);
            json.writeNumberField("submitted", submitted);
            json.writeObjectFieldStart("outcomes");
            for (Map.Entry<String, Integer> outcome : new TreeMap<>(outcomes).entrySet()) {
                json.writeNumberField(outcome.getKey(), outcome.getValue());
            }
            json.writeEndObject();
            json.writeNumberField("workersLost", stats.workersLost());
            json.writeNumberField("restarted", stats.restarted());
            json.writeNumberField("p95Seconds", stats.latency().p95().toNanos() / 1e9);
            json.writeNumberField("residentGrowth", growth);
            json.writeArrayFieldStart("residentBytes");
            for (long sample : samples) {
                json.writeNumber(sample);
            }
            json.writeEndArray();
            json.writeNumberField("engineThreadsBefore", threadsBefore);
            json.writeNumberField("engineThreadsAfter", threadsAfter);
            json.writeEndObject();
        }
        long counted = stats.done() + stats.cancelled() + stats.failed() + stats.expired() + stats.refused();
        if (ended != submitted || counted != submitted || stats.failed() > 0 || threadsAfter != threadsBefore) {
            throw new AssertionError("an edit or a thread is not accounted for: " + stats);
        }
        System.out.println(growth <= MOST_GROWTH ? "memory is flat" : "memory is NOT flat");
    }
}
