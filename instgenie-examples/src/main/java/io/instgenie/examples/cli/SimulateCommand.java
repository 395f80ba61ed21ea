package io.instgenie.examples.cli;

import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.plan.PlannerKind;
import io.instgenie.routing.RouterKind;
import io.instgenie.simulator.Patience;
import io.instgenie.simulator.Profile;
import io.instgenie.simulator.ProfileFile;
import io.instgenie.simulator.PublishedProfile;
import io.instgenie.simulator.Simulation;
import io.instgenie.simulator.SimulationResult;
import io.instgenie.simulator.TraceFile;
import io.instgenie.simulator.Workload;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serving on devices that are not there. */
@Command(
        name = "simulate",
        description =
                "Runs requests through simulated workers with the engine's router, step scheduler, planner and cost model.")
@SuppressWarnings("NullAway.Init") // picocli sets the options
final class SimulateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--trace", paramLabel = "FILE", required = true, description = "Mask ratios, one a line.")
    private Path trace;

    @Option(names = "--workers", defaultValue = "8", description = "Devices (default: ${DEFAULT-VALUE}).")
    private int workers;

    @Option(
            names = "--rate",
            paramLabel = "R",
            required = true,
            description = "Requests a second over all workers, Poisson arrivals.")
    private double rate;

    @Option(
            names = "--requests",
            defaultValue = "10000",
            description = "How many requests (default: ${DEFAULT-VALUE}).")
    private int requests;

    @Option(
            names = "--router",
            defaultValue = "mask_aware",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private RouterKind router;

    @Option(
            names = "--step-scheduler",
            defaultValue = "continuous",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private StepSchedulerKind stepScheduler;

    @Option(
            names = "--planner",
            defaultValue = "optimal",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private PlannerKind planner;

    @Option(
            names = "--profile",
            defaultValue = "h100",
            description = "h100, a10, or a file that the profile command wrote (default: ${DEFAULT-VALUE}).")
    private String profile;

    @Option(names = "--max-batch", defaultValue = "8", description = "Jobs a step (default: ${DEFAULT-VALUE}).")
    private int maxBatch;

    @Option(names = "--steps", defaultValue = "28", description = "Denoising steps (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(names = "--templates", defaultValue = "10", description = "Templates (default: ${DEFAULT-VALUE}).")
    private int templates;

    @Option(
            names = "--zipf",
            defaultValue = "1",
            description = "Exponent of the templates' popularity (default: ${DEFAULT-VALUE}).")
    private double zipf;

    @Option(
            names = "--deadline-factor",
            paramLabel = "F",
            defaultValue = "Infinity",
            description =
                    "Every request's deadline: F times what one with the trace's mean mask takes alone (default: none).")
    private double deadlineFactor;

    @Option(
            names = "--cancel-share",
            paramLabel = "S",
            defaultValue = "0",
            description = "Share of the requests that are cancelled, each after a step drawn from all of its steps"
                    + " (default: ${DEFAULT-VALUE}).")
    private double cancelShare;

    @Option(names = "--seed", defaultValue = "0", description = "Seed of all draws (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Where to write the result as JSON.")
    private @Nullable Path json;

    @Override
    public Integer call() {
        if (json != null) {
            OutputFiles.require(json);
        }
        SimulationResult result = run();
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%d requests: %d done, %d refused, %d cancelled, %d expired%n"
                                + "%.3f pictures a second, workers busy %.1f %%, %.2f jobs a step%n"
                                + "latency: mean %.3f s, P50 %.3f s, P95 %.3f s, P99 %.3f s, longest %.3f s%n",
                        result.requests(),
                        result.done(),
                        result.refused(),
                        result.cancelled(),
                        result.expired(),
                        result.throughput(),
                        100 * result.utilisation(),
                        result.meanBatch(),
                        SimulationJson.seconds(result.latency().mean()),
                        SimulationJson.seconds(result.latency().p50()),
                        SimulationJson.seconds(result.latency().p95()),
                        SimulationJson.seconds(result.latency().p99()),
                        SimulationJson.seconds(result.latency().max()));
        if (json != null) {
            OutputFiles.replace(json, SimulationJson.of(spec.commandLine(), result));
        }
        return 0;
    }

    private Profile profile() {
        for (PublishedProfile published : PublishedProfile.values()) {
            if (published.name().equalsIgnoreCase(profile)) {
                return published.profile();
            }
        }
        return ProfileFile.read(Path.of(profile));
    }

    private SimulationResult run() {
        try {
            Workload workload = new Workload(TraceFile.read(trace), requests, rate, steps, templates, zipf, seed)
                    .with(new Patience(deadlineFactor, cancelShare));
            return Simulation.run(
                    new Simulation.Options(profile(), workers, maxBatch, router, stepScheduler, planner), workload);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(String.valueOf(e.getMessage()), e);
        }
    }
}
