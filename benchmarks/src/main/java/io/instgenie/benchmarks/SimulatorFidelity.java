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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * The simulator against the engine it simulates. An idle engine on the embedded model, one thread each for steps, encoding and decoding, is
 * fitted by a {@link ProfileFitter}; then edits arrive (Poisson, mask ratios from a trace, templates by Zipf 1.0) at shares of the capacity
 * that the simulator foretells, and the simulator is given exactly the requests that the engine got. Latencies from arrival to picture
 * are compared.
 *
 * <p>Arguments: trace (default {@code benchmarks/traces/production.csv}), seconds of arrivals a rate (default 40), folder for results
 * (default {@code benchmarks/results}). Writes {@code simulator-fidelity.json} and {@code .md}, and the profile as
 * {@code simulator-fidelity-profile.json}.
 */
public final class SimulatorFidelity {
    private static final double[] LOADS = {0.4, 0.6, 0.8};
    private static final int SIZE = 256;
    private static final int TEXT_TOKENS = 24;
    private static final int STEPS = 20;
    private static final int TEMPLATES = 8;
    private static final int MAX_BATCH = 8;
    private static final int ROUNDS = 32;
    private static final int SATURATED = 2000;

    private final EditEngine engine;
    private final List<Double> ratios;
    private final Simulation.Options options;

    private SimulatorFidelity(EditEngine engine, List<Double> ratios, Profile profile) {
        this.engine = engine;
        this.ratios = ratios;
        options = new Simulation.Options(
                profile, 1, MAX_BATCH, RouterKind.MASK_AWARE, StepSchedulerKind.CONTINUOUS, PlannerKind.OPTIMAL);
    }

    public static void main(String[] args) throws IOException {
        List<Double> ratios = TraceFile.read(Path.of(args.length > 0 ? args[0] : "benchmarks/traces/production.csv"));
        double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 40;
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
            Profile profile = new ProfileFitter(SIZE, TEXT_TOKENS, STEPS, ROUNDS).fit(engine);
            ProfileFile.write(profile, results.resolve("simulator-fidelity-profile.json"));
            SimulatorFidelity fidelity = new SimulatorFidelity(engine, ratios, profile);
            double capacity = fidelity.capacity();
            List<FidelityReport.Row> rows = new ArrayList<>();
            for (double load : LOADS) {
                rows.add(fidelity.compare(load, load * capacity, seconds));
            }
            new FidelityReport(capacity, seconds, profile.model().rSquared(), rows).write(results);
        }
    }

    private double capacity() {
        return Simulation.run(options, workload(SATURATED, 1e6)).throughput();
    }

    private Workload workload(int requests, double rate) {
        return new Workload(ratios, requests, rate, STEPS, TEMPLATES, 1, 1);
    }

    private FidelityReport.Row compare(double load, double rate, double seconds) {
        Requests drawn =
                workload((int) Math.max(8, Math.round(rate * seconds)), rate).draw(options.profile());
        int[] tokens = new int[drawn.count()];
        double[] latencies = serve(drawn, tokens);
        Arrays.sort(latencies);
        Requests served = new Requests(drawn.arrivals(), tokens, drawn.template(), STEPS, TEMPLATES);
        FidelityReport.Row row = FidelityReport.Row.of(
                load, rate, latencies, Simulation.run(options, served).latency());
        System.out.println(row);
        return row;
    }

    /** Submits each edit when it is due; fills in the masked tokens, returns seconds from when it was due to its picture. */
    private double[] serve(Requests requests, int[] tokens) {
        double[] latencies = new double[requests.count()];
        CountDownLatch left = new CountDownLatch(requests.count());
        List<EditRequest> edits = new ArrayList<>();
        for (int i = 0; i < requests.count(); i++) {
            edits.add(edit(requests.template()[i], requests.tokens()[i], i));
        }
        long start = System.nanoTime();
        for (int i = 0; i < requests.count(); i++) {
            int number = i;
            long due = start + requests.arrivals()[i];
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            engine.submit(edits.get(i)).future().whenComplete((result, failure) -> {
                latencies[number] = failure == null ? (System.nanoTime() - due) / 1e9 : Double.NaN;
                tokens[number] = failure == null ? result.provenance().maskedTokens() : 1;
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

    /** A square of about so many tokens' area. */
    private static EditRequest edit(int template, int tokens, int seed) {
        int side = (int) Math.min(SIZE, Math.max(1, Math.round(16 * Math.sqrt(tokens))));
        int x = Math.floorMod(seed * 7919, SIZE - side + 1);
        int y = Math.floorMod(seed * 104_729, SIZE - side + 1);
        return EditRequest.builder()
                .template("template " + template)
                .mode(EditMode.CACHED)
                .mask(EditMask.rectangle(SIZE, SIZE, x, y, side, side))
                .prompt("a cat")
                .numInferenceSteps(STEPS)
                .seed(seed)
                .maxSequenceLength(TEXT_TOKENS)
                .build();
    }
}
