package io.instgenie.benchmarks;

import io.instgenie.EditEngine;
import io.instgenie.EditEngineBuilder;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.examples.load.EmbeddedLoad;
import io.instgenie.examples.load.LoadVariant;
import io.instgenie.metrics.EngineStats;
import io.instgenie.simulator.TraceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Engines under load: open-loop Poisson arrivals, mask ratios from a trace, masks of real shapes, popularity of templates Zipf 1.0, and every
 * {@link LoadVariant} at rising rates. Either edits of the embedded model, whole, or latents of {@link RandomFlux} in the engine's worker.
 */
@Command(name = "LoadHarness", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the options
public final class LoadHarness implements Callable<Integer> {
    private static final int TEMPLATES = 3;
    private static final int WIDE_BATCH = 32;
    private static final int CANCELLED = 20;
    private static final double OVERLOAD = 1.3;
    /** A server that keeps up has the same mean over a fifth of the time. */
    private static final double SHARE_HELD = 0.2;
    /** A sweep goes on until P95 is this many times what dense static has at load 1. */
    private static final double LATE = 1.2;

    private enum Subject {
        EDITS,
        LATENTS
    }

    @Option(names = "--subject", defaultValue = "edits", description = "${COMPLETION-CANDIDATES}.")
    private Subject subject;

    @Option(
            names = "--trace",
            defaultValue = "benchmarks/traces/production.csv",
            description = "Mask ratios, one a line.")
    private Path trace;

    @Option(names = "--results", defaultValue = "benchmarks/results", description = "Folder for what is written.")
    private Path results;

    @Option(
            names = "--model",
            defaultValue = "benchmarks/target/random-flux",
            description = "Where the model of LATENTS lies.")
    private Path model;

    @Option(
            names = "--device",
            split = ",",
            defaultValue = Devices.CPU,
            description = "Where to compute: cpu, or cuda:N for each of several GPUs; LATENTS on the first.")
    private List<String> devices;

    @Option(names = "--steps", defaultValue = "20", description = "Denoising steps of an edit of the embedded model.")
    private int steps;

    @Option(
            names = "--variants",
            split = ",",
            defaultValue = "dense_static,dense_continuous,cached_static,cached_continuous,cached_continuous_masked",
            description = "Dense static first. LATENTS has no autoencoder to mask.")
    private List<LoadVariant> variants;

    @Option(
            names = "--loads",
            split = ",",
            defaultValue = "0.5,0.75,1,1.5,2,2.5,3,3.5,4.5",
            description = "Rates offered, as multiples of what dense static sustains; rising, with 1 among them.")
    private List<Double> loads;

    @Option(names = "--seconds", defaultValue = "12", description = "Of arrivals at each rate.")
    private double seconds;

    @Option(names = "--edits", defaultValue = "32", description = "Least number of edits at each rate.")
    private int edits;

    @Option(
            names = "--sustained",
            description = "Edits a second that dense static sustains: load 1. Looked for unless given.")
    private @Nullable Double sustainedRate;

    @Option(names = "--search-edits", defaultValue = "64", description = "Edits of each run that looks for load 1.")
    private int searchEdits;

    @Option(
            names = "--overload-seconds",
            defaultValue = "300",
            description = "Of arrivals at load 1.3; 0 leaves that out.")
    private double overloadSeconds;

    private LoadHarness() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new LoadHarness())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws IOException {
        List<Double> ratios = TraceFile.read(trace);
        if (subject == Subject.EDITS) {
            EmbeddedLoad load = new EmbeddedLoad(ratios, TEMPLATES, steps);
            sweep(variant -> new EngineServer(variant, load, engine()), stepLoop(load))
                    .write(results, "load");
        } else {
            sweep(variant -> latents(variant, ratios), null).write(results, "load-latents");
        }
        return 0;
    }

    private EditEngineBuilder engine() {
        return EditEngine.builder().devices(Devices.together(devices));
    }

    private LatentsServer latents(LoadVariant variant, List<Double> ratios) {
        try {
            return new LatentsServer(variant, ratios, model, devices.get(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LoadReport sweep(Function<LoadVariant, LoadServer> servers, @Nullable EngineStats stepLoop) {
        LoadSweep sweep =
                new LoadSweep(servers, new LoadSweep.Settings(loads, seconds, edits, searchEdits, overloadSeconds));
        double sustained = sustainedRate == null ? sweep.sustainedRate() : sustainedRate;
        double endless = Double.POSITIVE_INFINITY;
        List<LoadPoint> points = new ArrayList<>(sweep.sweep(LoadVariant.DENSE_STATIC, sustained, OVERLOAD, endless));
        double late = LATE * new LoadRatios(points).p95(LoadVariant.DENSE_STATIC, 1);
        for (LoadVariant variant : variants) {
            if (variant != LoadVariant.DENSE_STATIC) {
                points.addAll(sweep.sweep(variant, sustained, endless, late));
            }
        }
        List<LoadPoint> held = new ArrayList<>();
        if (overloadSeconds > 0) {
            held.add(sweep.hold(LoadVariant.DENSE_STATIC, sustained, OVERLOAD, 1));
            variants.stream()
                    .filter(LoadVariant::isCachedContinuous)
                    .forEach(variant -> held.add(sweep.hold(variant, sustained, OVERLOAD, SHARE_HELD)));
        }
        return new LoadReport(subject.name().toLowerCase(Locale.ROOT), sustained, points, held, stepLoop);
    }

    /** A worker's step loop with as many edits under way as it has places, some cancelled at their first step. */
    private EngineStats stepLoop(EmbeddedLoad load) {
        try (EngineServer server =
                new EngineServer(LoadVariant.CACHED_CONTINUOUS, load, engine().maxBatchSize(WIDE_BATCH))) {
            List<EditRequest> requests = load.edits(WIDE_BATCH + 2 * edits, EditMode.CACHED, 0);
            Semaphore places = new Semaphore(WIDE_BATCH);
            List<CompletableFuture<?>> ends = new ArrayList<>();
            for (int i = 0; i < requests.size(); i++) {
                places.acquireUninterruptibly();
                EditHandle handle = server.engine().submit(requests.get(i));
                if (i % CANCELLED == 1) {
                    handle.onProgress(progress -> handle.cancel());
                }
                ends.add(handle.future().handle((result, failure) -> {
                    places.release();
                    return failure;
                }));
            }
            ends.forEach(CompletableFuture::join);
            return server.stats();
        }
    }
}
