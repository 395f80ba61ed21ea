package io.instgenie.benchmarks;

import io.instgenie.EditEngine;
import io.instgenie.ProfileFitter;
import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.metrics.LatencySummary;
import io.instgenie.plan.PlannerKind;
import io.instgenie.routing.RouterKind;
import io.instgenie.simulator.Profile;
import io.instgenie.simulator.ProfileFile;
import io.instgenie.simulator.Requests;
import io.instgenie.simulator.Simulation;
import io.instgenie.simulator.TraceFile;
import io.instgenie.simulator.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * The simulator against the engine it simulates. An idle engine on the embedded model, one thread each for steps, encoding and decoding, is
 * fitted by a {@link ProfileFitter}; then edits arrive (Poisson, mask ratios from a trace, templates by Zipf 1.0) at shares of the capacity
 * that the simulator foretells, and the simulator is given exactly the requests that the engine got. Latencies from arrival to picture
 * are compared. Machines are not equally fast all the time: the engine is fitted anew after each rate, and the simulator has the profile of what was
 * measured before and after.
 *
 * <p>Arguments: trace (default {@code benchmarks/traces/production.csv}), seconds of arrivals a rate (default 25), folder for results
 * (default {@code benchmarks/results}). Writes {@code simulator-fidelity.json} and {@code .md}, and the profile as
 * {@code simulator-fidelity-profile.json}.
 */
public final class SimulatorFidelity {
    private static final double[] LOADS = {0.4, 0.6, 0.8};
    private static final int SIZE = 256;
    private static final int TOKEN = 16;
    private static final int TEXT_TOKENS = 24;
    private static final int STEPS = 20;
    private static final int TEMPLATES = 8;
    private static final int MAX_BATCH = 8;
    private static final int ROUNDS = 8;
    private static final int SATURATED = 2000;

    private final EditEngine engine;
    private final List<Double> ratios;

    private SimulatorFidelity(EditEngine engine, List<Double> ratios) {
        this.engine = engine;
        this.ratios = ratios;
    }

    private static Simulation.Options options(Profile profile) {
        return new Simulation.Options(
                profile, 1, MAX_BATCH, RouterKind.MASK_AWARE, StepSchedulerKind.CONTINUOUS, PlannerKind.OPTIMAL);
    }

    public static void main(String[] args) throws IOException {
        List<Double> ratios = TraceFile.read(Path.of(args.length > 0 ? args[0] : "benchmarks/traces/production.csv"));
        double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 25;
        Path results = Path.of(args.length > 2 ? args[2] : "benchmarks/results");
        Files.createDirectories(results);
        try (EditEngine engine = EditEngine.builder()
                .threads(1)
                .maxBatchSize(MAX_BATCH)
                .stepScheduler(StepSchedulerKind.CONTINUOUS)
                .build()) {
            EmbeddedScenes scenes = new EmbeddedScenes(STEPS);
            for (int template = 0; template < TEMPLATES; template++) {
                engine.register(scenes.template(template));
            }
            new SimulatorFidelity(engine, ratios).run(seconds, results);
        }
    }

    private void run(double seconds, Path results) throws IOException {
        Profile before = fit();
        double capacity = Simulation.run(
                        options(before), touched(workload(SATURATED, 1e6).draw(before)))
                .throughput();
        List<FidelityReport.Row> rows = new ArrayList<>();
        for (double load : LOADS) {
            double rate = load * capacity;
            Requests drawn = workload((int) Math.max(8, Math.round(rate * seconds)), rate)
                    .draw(before);
            OtherProcesses others = new OtherProcesses();
            double[] latencies = serve(drawn, edits(drawn));
            double othersShare = others.share();
            Profile after = fit();
            LatencySummary simulated = Simulation.run(options(before.averaged(after)), touched(drawn))
                    .latency();
            rows.add(FidelityReport.Row.of(load, rate, latencies, simulated, othersShare));
            System.out.println(rows.get(rows.size() - 1));
            before = after;
        }
        ProfileFile.write(before, results.resolve("simulator-fidelity-profile.json"));
        new FidelityReport(capacity, seconds, before.model().rSquared(), rows).write(results);
    }

    private Profile fit() {
        return new ProfileFitter(SIZE, TEXT_TOKENS, STEPS, ROUNDS).fit(engine);
    }

    private Workload workload(int requests, double rate) {
        return new Workload(ratios, requests, rate, STEPS, TEMPLATES, 1, 1);
    }

    /** Submits each edit when it is due; returns seconds from when it was due to its picture, ascending. */
    private double[] serve(Requests requests, List<EditRequest> edits) {
        double[] latencies = new double[requests.count()];
        CountDownLatch left = new CountDownLatch(requests.count());
        long start = System.nanoTime();
        for (int i = 0; i < requests.count(); i++) {
            int number = i;
            long due = start + requests.arrivals()[i];
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            engine.submit(edits.get(i)).future().whenComplete((result, failure) -> {
                latencies[number] = failure == null ? (System.nanoTime() - due) / 1e9 : Double.NaN;
                left.countDown();
            });
        }
        try {
            left.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while edits were under way", e);
        }
        if (Arrays.stream(latencies).anyMatch(Double::isNaN)) {
            throw new IllegalStateException("an edit failed");
        }
        Arrays.sort(latencies);
        return latencies;
    }

    private static List<EditRequest> edits(Requests requests) {
        return IntStream.range(0, requests.count())
                .mapToObj(i -> edit(requests.template()[i], Square.of(requests.tokens()[i], i), i))
                .toList();
    }

    /** The same requests, with as many masked tokens as their edits have. */
    private static Requests touched(Requests requests) {
        int[] tokens = IntStream.range(0, requests.count())
                .map(i -> Square.of(requests.tokens()[i], i).tokens())
                .toArray();
        return new Requests(requests.arrivals(), tokens, requests.template(), STEPS, TEMPLATES);
    }

    /** A mask, in pixels. */
    private record Square(int x, int y, int side) {
        /** Of about so many tokens' area. */
        static Square of(int tokens, int seed) {
            int side = (int) Math.min(SIZE, Math.max(1, Math.round(TOKEN * Math.sqrt(tokens))));
            return new Square(
                    Math.floorMod(seed * 7919, SIZE - side + 1), Math.floorMod(seed * 104_729, SIZE - side + 1), side);
        }

        /** The tokens that it touches. */
        int tokens() {
            return touchedFrom(x) * touchedFrom(y);
        }

        private int touchedFrom(int from) {
            return (from + side - 1) / TOKEN - from / TOKEN + 1;
        }
    }

    private static EditRequest edit(int template, Square mask, int seed) {
        return EditRequest.builder()
                .template("template " + template)
                .mode(EditMode.CACHED)
                .mask(EditMask.rectangle(SIZE, SIZE, mask.x(), mask.y(), mask.side(), mask.side()))
                .prompt("a cat")
                .numInferenceSteps(STEPS)
                .seed(seed)
                .maxSequenceLength(TEXT_TOKENS)
                .build();
    }
}
