package io.instgenie.benchmarks;

import io.instgenie.EditEngine;
import io.instgenie.ProfileFitter;
import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The simulator against the engine it simulates. An idle engine on the embedded model, one thread each for steps, encoding and decoding, is
 * fitted by a {@link ProfileFitter}; then edits arrive (Poisson, mask ratios from a trace, templates by Zipf 1.0) at shares of the capacity
 * that the simulator foretells, and the simulator is given exactly the requests that the engine got. Latencies from arrival to picture
 * are compared, edit by edit. Machines are not equally fast all the time: arrivals come in slices, all loads in turns, the engine is fitted
 * anew after each slice, and the simulator has the profile of what was measured before and after. What other processes disturb, a slice or
 * a fit, is measured again.
 *
 * <p>Arguments: trace (default {@code benchmarks/traces/production.csv}), seconds of a slice (default 16), folder for results
 * (default {@code benchmarks/results}), slices at each load (default 4), seed (default 1). Writes {@code simulator-fidelity.json} and
 * {@code .md}, and the last profile as {@code simulator-fidelity-profile.json}.
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

    /** The share of the processors that other processes may take; the system and the benchmark itself take one percent. */
    private static final double QUIET = 0.03;

    /** How often a measurement is tried before it counts as it is. */
    private static final int TRIES = 3;

    private final EditEngine engine;
    private final List<Double> ratios;
    private final ProfileFitter fitter;
    private int disturbed;

    private SimulatorFidelity(EditEngine engine, List<Double> ratios) {
        this.engine = engine;
        this.ratios = ratios;
        fitter = new ProfileFitter(SIZE, TEXT_TOKENS, STEPS, ROUNDS, ratios);
    }

    private static Simulation.Options options(Profile profile) {
        return new Simulation.Options(
                profile, 1, MAX_BATCH, RouterKind.MASK_AWARE, StepSchedulerKind.CONTINUOUS, PlannerKind.OPTIMAL);
    }

    public static void main(String[] args) throws IOException {
        List<Double> ratios = TraceFile.read(Path.of(args.length > 0 ? args[0] : "benchmarks/traces/production.csv"));
        double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 16;
        Path results = Path.of(args.length > 2 ? args[2] : "benchmarks/results");
        int slices = args.length > 3 ? Integer.parseInt(args[3]) : 4;
        long seed = args.length > 4 ? Long.parseLong(args[4]) : 1;
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
            new SimulatorFidelity(engine, ratios).run(seconds, slices, seed, results);
        }
    }

    private void run(double seconds, int slices, long seed, Path results) throws IOException {
        fitter.warm(engine);
        Profile before = undisturbed(() -> fitter.fit(engine)).value();
        double capacity = Simulation.run(
                        options(before), touched(workload(SATURATED, 1e6, seed).draw(before)))
                .throughput();
        double rSquared = before.model().rSquared();
        PairedLatencies[] latencies = new PairedLatencies[LOADS.length];
        Arrays.setAll(latencies, i -> new PairedLatencies());
        double[] others = new double[LOADS.length];
        for (int slice = 0; slice < slices; slice++) {
            for (int i = 0; i < LOADS.length; i++) {
                double rate = LOADS[i] * capacity;
                Requests drawn = workload(
                                (int) Math.max(8, Math.round(rate * seconds)),
                                rate,
                                seed * slices * LOADS.length + slice * LOADS.length + i)
                        .draw(before);
                Measured<double[]> measured = undisturbed(() -> serve(drawn, edits(drawn)));
                others[i] += measured.others() / slices;
                Profile after = undisturbed(() -> fitter.fit(engine)).value();
                latencies[i].add(measured.value(), simulate(before.averaged(after), drawn));
                rSquared = Math.min(rSquared, after.model().rSquared());
                before = after;
            }
        }
        ProfileFile.write(before, results.resolve("simulator-fidelity-profile.json"));
        List<FidelityReport.Row> rows = IntStream.range(0, LOADS.length)
                .mapToObj(i -> new FidelityReport.Row(LOADS[i], LOADS[i] * capacity, latencies[i], others[i]))
                .toList();
        new FidelityReport(capacity, slices, seconds, seed, rSquared, disturbed, rows).write(results);
    }

    private record Measured<T>(T value, double others) {}

    /** Measures again if other processes took more than {@link #QUIET} meanwhile, whatever came out. */
    private <T> Measured<T> undisturbed(Supplier<T> measurement) {
        for (int attempt = 1; ; attempt++) {
            OtherProcesses meanwhile = new OtherProcesses();
            Measured<T> measured = new Measured<>(measurement.get(), meanwhile.share());
            if (measured.others() <= QUIET || attempt == TRIES) {
                return measured;
            }
            disturbed++;
        }
    }

    private Workload workload(int requests, double rate, long seed) {
        return new Workload(ratios, requests, rate, STEPS, TEMPLATES, 1, seed);
    }

    private static double[] simulate(Profile profile, Requests drawn) {
        return Arrays.stream(Simulation.latencies(options(profile), touched(drawn)))
                .mapToDouble(nanos -> nanos / 1e9)
                .toArray();
    }

    /** Submits each edit when it is due; returns seconds from when it was due to its picture. */
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
