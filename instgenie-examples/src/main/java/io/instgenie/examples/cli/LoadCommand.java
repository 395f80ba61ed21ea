package io.instgenie.examples.cli;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.examples.load.EmbeddedLoad;
import io.instgenie.examples.load.LoadRun;
import io.instgenie.examples.load.LoadVariant;
import io.instgenie.examples.load.OpenLoop;
import io.instgenie.metrics.EngineStats;
import io.instgenie.routing.RouterKind;
import io.instgenie.simulator.TraceFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serving on this machine. */
@Command(
        name = "load",
        description = "Puts an engine with the embedded model under load: edits arrive whether it keeps up or not.")
@SuppressWarnings("NullAway.Init") // picocli sets the options
final class LoadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--trace", paramLabel = "FILE", required = true, description = "Mask ratios, one a line.")
    private Path trace;

    @Option(names = "--rate", paramLabel = "R", required = true, description = "Edits a second, Poisson arrivals.")
    private double rate;

    @Option(names = "--edits", defaultValue = "100", description = "How many edits (default: ${DEFAULT-VALUE}).")
    private int edits;

    @Option(
            names = "--variant",
            defaultValue = "cached_continuous",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private LoadVariant variant;

    @Option(names = "--workers", defaultValue = "1", description = "Workers (default: ${DEFAULT-VALUE}).")
    private int workers;

    @Option(
            names = "--router",
            defaultValue = "mask_aware",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private RouterKind router;

    @Option(names = "--max-batch", defaultValue = "8", description = "Edits a step (default: ${DEFAULT-VALUE}).")
    private int maxBatch;

    @Option(names = "--steps", defaultValue = "20", description = "Denoising steps (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(names = "--templates", defaultValue = "8", description = "Templates (default: ${DEFAULT-VALUE}).")
    private int templates;

    @Option(names = "--seed", defaultValue = "0", description = "Seed of all draws (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Where to write the result as JSON.")
    private @Nullable Path json;

    @Override
    public Integer call() {
        require(rate > 0 && rate < Double.POSITIVE_INFINITY, "--rate is " + rate + "; it must be more than 0");
        require(edits > 0, "--edits is " + edits + "; it must be more than 0");
        require(templates > 0, "--templates is " + templates + "; it must be more than 0");
        require(steps > 0, "--steps is " + steps + "; it must be more than 0");
        if (json != null) {
            OutputFiles.require(json);
        }
        EmbeddedLoad load = new EmbeddedLoad(TraceFile.read(trace), templates, steps);
        try (EditEngine engine = variant.configure(EditEngine.builder())
                .workers(workers)
                .router(router)
                .maxBatchSize(maxBatch)
                .maxPendingEdits(edits)
                .maxPendingBytes(Long.MAX_VALUE)
                .build()) {
            load.register(engine);
            load.edits(1, variant.mode(), seed).forEach(engine::edit); // warm-up
            LoadRun run = run(engine, load);
            print(run, engine.stats());
            if (json != null) {
                OutputFiles.replace(json, LoadJson.of(spec.commandLine(), run, engine.stats()));
            }
        }
        return 0;
    }

    private LoadRun run(EditEngine engine, EmbeddedLoad load) {
        List<EditRequest> requests = load.edits(edits, variant.mode(), seed);
        double[] arrivals = OpenLoop.poisson(edits, rate, new Random(seed));
        return OpenLoop.run(arrivals, edit -> engine.submit(requests.get(edit)).future());
    }

    private void print(LoadRun run, EngineStats stats) {
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%d edits, %.3f a second done of %.3f offered, %d failed, %.2f edits a step%n"
                                + "latency: mean %.3f s, P50 %.3f s, P95 %.3f s, P99 %.3f s, longest %.3f s%n"
                                + "step loop: waiting %.2f %% of the time with edits ready, choosing %.2f %% of the steps' time%n",
                        edits,
                        run.throughput(),
                        rate,
                        run.failures(),
                        (double) stats.jobSteps() / stats.steps(),
                        run.mean(),
                        run.percentile(0.5),
                        run.percentile(0.95),
                        run.percentile(0.99),
                        run.percentile(1),
                        100 * stats.waiting(),
                        100 * stats.scheduling());
    }

    private static void require(boolean valid, String message) {
        if (!valid) {
            throw new InvalidRequestException(message);
        }
    }
}
