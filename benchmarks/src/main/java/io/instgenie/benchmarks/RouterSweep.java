package io.instgenie.benchmarks;

import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.plan.PlannerKind;
import io.instgenie.routing.RouterKind;
import io.instgenie.simulator.PublishedProfile;
import io.instgenie.simulator.Simulation;
import io.instgenie.simulator.SimulationResult;
import io.instgenie.simulator.TraceFile;
import io.instgenie.simulator.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Compares routers in the simulator over loads from 30 to 95 %: FLUX.1 on eight H100s, public and production mask ratios, templates by
 * Zipf's law. Load is the arrival rate as a share of what the eight workers finish when more come.
 *
 * <p>Arguments: folder of the traces, folder of the results, requests a run. Writes {@code router-sweep.json}, {@code .md} and
 * {@code .png}. Deterministic.
 */
public final class RouterSweep {
    private static final int WORKERS = 8;
    private static final int MAX_BATCH = 8;
    private static final int STEPS = 28;
    /** Twelve fit a host's memory: once all do, once most are on disk. */
    private static final int[] TEMPLATES = {10, 100};

    private static final int[] LOADS = {30, 40, 50, 60, 70, 80, 90, 95};
    private static final long[] SEEDS = {1, 2, 3};

    private RouterSweep() {}

    public static void main(String[] args) throws IOException {
        Path traces = Path.of(args.length > 0 ? args[0] : "benchmarks/traces");
        Path results = Path.of(args.length > 1 ? args[1] : "benchmarks/results");
        int requests = args.length > 2 ? Integer.parseInt(args[2]) : 20_000;
        List<Double> open = new ArrayList<>(TraceFile.read(traces.resolve("controlnet-inpaint.csv")));
        open.addAll(TraceFile.read(traces.resolve("adetailer.csv")));
        List<Double> production = TraceFile.read(traces.resolve("production.csv"));
        List<RouterSweepReport.Sweep> sweeps = new ArrayList<>();
        for (int templates : TEMPLATES) {
            sweeps.add(sweep("public trace, " + templates + " templates", open, templates, requests));
            sweeps.add(sweep("production trace, " + templates + " templates", production, templates, requests));
        }
        RouterSweepReport report = new RouterSweepReport(requests, sweeps);
        report.write(results);
        System.out.print(report.markdown());
    }

    /**
     * Requests a second that the workers finish when more come than they can serve. All at once would be another matter: batches would
     * run in step, and share loads as no real ones do.
     */
    private static double capacity(Simulation.Options options, Workload workload) {
        double flood = Simulation.run(options, workload.atRate(1e6)).throughput();
        return Simulation.run(options, workload.atRate(1.2 * flood)).throughput();
    }

    private static RouterSweepReport.Sweep sweep(String title, List<Double> ratios, int templates, int requests) {
        Simulation.Options options = new Simulation.Options(
                PublishedProfile.H100.profile(),
                WORKERS,
                MAX_BATCH,
                RouterKind.LEAST_REQUESTS,
                StepSchedulerKind.CONTINUOUS,
                PlannerKind.OPTIMAL);
        double capacity = capacity(options, new Workload(ratios, requests, 1, STEPS, templates, 1, 0));
        List<RouterSweepReport.Row> rows = new ArrayList<>();
        for (int load : LOADS) {
            Map<RouterKind, Double> p95 = new EnumMap<>(RouterKind.class);
            Map<RouterKind, Double> mean = new EnumMap<>(RouterKind.class);
            for (RouterKind router : RouterKind.values()) {
                double sumP95 = 0;
                double sumMean = 0;
                for (long seed : SEEDS) {
                    Workload workload =
                            new Workload(ratios, requests, capacity * load / 100, STEPS, templates, 1, seed);
                    SimulationResult result = Simulation.run(options.withRouter(router), workload);
                    sumP95 += result.latency().p95().toNanos() / 1e9;
                    sumMean += result.latency().mean().toNanos() / 1e9;
                }
                p95.put(router, sumP95 / SEEDS.length);
                mean.put(router, sumMean / SEEDS.length);
            }
            rows.add(new RouterSweepReport.Row(load, p95, mean));
        }
        return new RouterSweepReport.Sweep(title, capacity, rows);
    }
}
