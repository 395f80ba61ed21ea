package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.cache.BlockLoad;
import io.instgenie.cache.DiskTier;
import io.instgenie.cache.LruCacheManager;
import io.instgenie.cache.Prefetcher;
import io.instgenie.cache.Reservation;
import io.instgenie.cache.Section;
import io.instgenie.cache.Throttle;
import io.instgenie.cost.Calibrator;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.Tier;
import io.instgenie.denoise.ActivationFormat;
import io.instgenie.denoise.ActivationLoader;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.CostObserver;
import io.instgenie.denoise.DenoiserProbe;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.denoise.Kept;
import io.instgenie.denoise.PlannedModes;
import io.instgenie.denoise.StepExecutor;
import io.instgenie.denoise.StepRecorder;
import io.instgenie.denoise.TemplateStorage;
import io.instgenie.plan.BlockMode;
import io.instgenie.plan.BlockPlanner;
import io.instgenie.plan.FixedPlanner;
import io.instgenie.plan.OptimalPlanner;
import io.instgenie.plan.Plan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether loading hides behind computing: cached steps of a template that lies on disk only, behind a throttle under which loading keys and
 * values takes 0.3, 1 and 2 times as long as computing a cached step. Arguments: edits per setting (default 6), folder for results
 * (default {@code benchmarks/results}). Writes {@code pipeline.json} and {@code pipeline.md}.
 */
public final class PipelineRatios {
    private static final double MASK = 0.11;
    private static final double[] LOADS = {0.3, 1, 2};
    private static final int STEPS = 6;
    private static final int SLOTS = 4;
    private static final long ROOM = 4L << 30;

    private final FluxFixture flux;
    private final CachedTemplate template;
    private final CostModel costs;
    private final int edits;

    private PipelineRatios(FluxFixture flux, CachedTemplate template, CostModel costs, int edits) {
        this.flux = flux;
        this.template = template;
        this.costs = costs;
        this.edits = edits;
    }

    /**
     * One way to run, in milliseconds.
     *
     * @param load of keys and values, as a share of a cached step's compute
     * @param measured median of the steps after an edit's first
     * @param predicted by the plans of these steps, median
     * @param bound max(compute, load) of these plans, median
     */
    private record Row(String name, double load, double measured, double predicted, double bound) {}

    public static void main(String[] args) throws IOException {
        int edits = args.length > 0 ? Integer.parseInt(args[0]) : 6;
        Path results = Path.of(args.length > 1 ? args[1] : "benchmarks/results");
        Path folder = Files.createTempDirectory("instgenie-pipeline");
        int threads = Runtime.getRuntime().availableProcessors();
        try (FluxFixture flux = new FluxFixture(
                Path.of(System.getProperty("java.io.tmpdir"), "instgenie-random-flux"),
                threads,
                STEPS,
                Devices.of("cpu"))) {
            DiskTier disk = new DiskTier(folder, new LruCacheManager<>(ROOM), Clock.systemUTC());
            CachedTemplate template = recorded(flux, disk);
            List<Row> rows;
            CostModel costs = calibrate(flux);
            try {
                rows = new PipelineRatios(flux, template, costs, edits).run();
            } finally {
                template.free();
            }
            report(rows, costs, results);
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    /** A template on disk, and nothing of it in memory. */
    private static CachedTemplate recorded(FluxFixture flux, DiskTier disk) {
        TemplateStorage storage = TemplateStorage.open(
                disk,
                "pipeline-ratios",
                Map.of(),
                ByteBuffer.allocate(0),
                FluxFixture.format(Kept.BOTH),
                flux.steps(),
                flux.transformer().blocks().size(),
                Runnable::run);
        CachedTemplate template = flux.template(Reservation.none(), storage);
        StepRecorder recorder = new StepRecorder(flux.transformer());
        while (recorder.recordSome(template)) {}
        return template;
    }

    private static CostModel calibrate(FluxFixture flux) {
        try (DenoiserProbe probe = new DenoiserProbe(flux.transformer(), flux.device(), bytes -> bytes / 1e9)) {
            return new Calibrator(Duration.ofSeconds(8), RandomFlux.TEXT_TOKENS + FluxFixture.imageTokens(), 1 << 22)
                    .calibrate(DenoiserProbe.kinds(flux.transformer()), List.of(), probe);
        }
    }

    private List<Row> run() {
        List<Row> rows = new ArrayList<>();
        double compute = measure("in memory", 0, new FixedPlanner(BlockMode.KV), 1e12, true)
                .measured();
        ActivationFormat format = FluxFixture.format(Kept.BOTH);
        double stepBytes = (double) flux.transformer().blocks().size() * format.bytes(Section.KEY_VALUES);
        for (double load : LOADS) {
            double bytesPerSecond = stepBytes / (load * compute / 1e3);
            rows.add(measure("optimum", load, new OptimalPlanner(), bytesPerSecond, true));
            rows.add(measure("all cached", load, new FixedPlanner(BlockMode.KV), bytesPerSecond, true));
            rows.add(measure("all cached, no prefetch", load, new FixedPlanner(BlockMode.KV), bytesPerSecond, false));
        }
        return rows;
    }

    private Row measure(String name, double load, BlockPlanner planner, double bytesPerSecond, boolean ahead) {
        List<Plan> plans = new ArrayList<>();
        Throttle throttle = new Throttle(bytesPerSecond, System::nanoTime, LockSupport::parkNanos);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Executor loader = ahead ? thread : Runnable::run;
        CostModel throttled = costs; // its loads follow the throttle after a few
        for (double bytes : new double[] {1 << 20, 1 << 22}) {
            for (int i = 0; i < 200; i++) {
                throttled.observeLoad(Tier.DISK, (long) bytes, bytes / bytesPerSecond);
            }
        }
        Prefetcher prefetcher = new Prefetcher(
                SLOTS,
                Prefetcher::directSlot,
                loader,
                System::nanoTime,
                timing -> throttled.observeLoad(Tier.DISK, timing.bytes(), timing.seconds()));
        List<String> kinds = DenoiserProbe.kinds(flux.transformer());
        PlannedModes modes = new PlannedModes(
                request -> {
                    Plan plan = planner.plan(request);
                    plans.add(plan);
                    return plan;
                },
                throttled,
                kinds,
                SLOTS);
        List<Double> millis = new ArrayList<>();
        try (StepExecutor executor = new StepExecutor(
                flux.device(),
                flux.transformer(),
                new ActivationLoader(
                        modes,
                        prefetcher,
                        (BlockLoad l) -> throttle.slow(l),
                        Duration.ofMinutes(1),
                        flux.device().transfers()),
                new CostObserver(throttled, kinds))) {
            for (int edit = -1; edit < edits; edit++) {
                try (DenoisingJob job = flux.job(template, MASK)) {
                    for (int step = 0; step < flux.steps(); step++) {
                        long start = System.nanoTime();
                        executor.step(List.of(job), StepExecutor.StepListener.NONE);
                        if (edit >= 0 && step > 0) {
                            millis.add((System.nanoTime() - start) / 1e6);
                        }
                    }
                }
            }
        } finally {
            thread.shutdown();
        }
        Row row = new Row(
                name,
                load,
                median(millis),
                median(plans.stream().map(plan -> 1e3 * plan.makespanSeconds()).toList()),
                median(plans.stream()
                        .map(plan -> 1e3 * Math.max(plan.computeSeconds(), plan.loadSeconds()))
                        .toList()));
        System.out.println(row);
        return row;
    }

    private static double median(List<Double> values) {
        return StepRatios.median(
                values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static void report(List<Row> rows, CostModel costs, Path folder) throws IOException {
        StringBuilder table = new StringBuilder(
                "| load / compute | plan | step | predicted | step / predicted | step / max(compute, load)"
                        + " |\n|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %.1f | %s | %.0f ms | %.0f ms | %.2f | %.2f |%n",
                    row.load(),
                    row.name(),
                    row.measured(),
                    row.predicted(),
                    row.measured() / row.predicted(),
                    row.measured() / row.bound()));
        }
        table.append(String.format(
                Locale.ROOT,
                "%nR² of the cost model: double blocks %.3f, single blocks %.3f, loads %.3f.%n",
                costs.blockFit("double").rSquared(),
                costs.blockFit("single").rSquared(),
                costs.loadFit(Tier.DISK).rSquared()));
        System.out.println(table);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("pipeline.md"), table);
        try (JsonGenerator json =
                new JsonFactory().createGenerator(Files.newOutputStream(folder.resolve("pipeline.json")))) {
            json.useDefaultPrettyPrinter();
            json.writeStartArray();
            for (Row row : rows) {
                json.writeStartObject();
                json.writeStringField("plan", row.name());
                json.writeNumberField("loadToCompute", row.load());
                json.writeNumberField("stepMillis", row.measured());
                json.writeNumberField("predictedMillis", row.predicted());
                json.writeNumberField("maxOfComputeAndLoadMillis", row.bound());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }
}
