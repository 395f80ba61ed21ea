package io.instgenie.benchmarks;

import io.instgenie.activations.ActivationFormat;
import io.instgenie.activations.Kept;
import io.instgenie.activations.TemplateStorage;
import io.instgenie.cache.CacheContents;
import io.instgenie.cache.Reservation;
import io.instgenie.cache.disk.DiskTier;
import io.instgenie.cost.BlockShape;
import io.instgenie.cost.Calibrator;
import io.instgenie.cost.CostModel;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.DenoiserProbe;
import io.instgenie.denoise.StepRecorder;
import io.instgenie.plan.BlockMode;
import io.instgenie.plan.BlockPlanner;
import io.instgenie.plan.FixedPlanner;
import io.instgenie.plan.OptimalPlanner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether loading hides behind computing: cached steps of a template that lies on disk only, behind a throttle under which loading keys and
 * values takes 0.3, 1 and 2 times as long as computing a cached step. Each step is compared with its own plan. Arguments: edits per setting
 * (default 6), folder for results (default {@code benchmarks/results}). Writes {@code pipeline.json} and {@code pipeline.md}.
 */
public final class PipelineRatios {
    private static final double MASK = 0.11;
    private static final double[] LOADS = {0.3, 1, 2};
    private static final int STEPS = 6;
    private static final long ROOM = 4L << 30;
    /** So fast that loads take no longer than copying from the page cache. */
    private static final double UNTHROTTLED = 1e12;

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

    public static void main(String[] args) throws IOException {
        int edits = args.length > 0 ? Integer.parseInt(args[0]) : 6;
        Path results = Path.of(args.length > 1 ? args[1] : "benchmarks/results");
        int threads = Runtime.getRuntime().availableProcessors();
        try (ScratchFolder folder = ScratchFolder.create();
                FluxFixture flux = new FluxFixture(
                        Path.of(System.getProperty("java.io.tmpdir"), "instgenie-random-flux"),
                        threads,
                        STEPS,
                        Devices.CPU)) {
            DiskTier disk =
                    new DiskTier(folder.path(), CacheContents.leastRecentlyUsed(ROOM), bytes -> 0, Clock.systemUTC());
            CachedTemplate template = recorded(flux, disk);
            try {
                CostModel costs = calibrate(flux);
                PipelineReport report =
                        new PipelineReport(new PipelineRatios(flux, template, costs, edits).run(), fits(flux, costs));
                System.out.printf(Locale.ROOT, "%s%n", report.markdown());
                report.write(results);
            } finally {
                template.free();
            }
        }
    }

    /** A template on disk, and nothing of it in memory. */
    private static CachedTemplate recorded(FluxFixture flux, DiskTier disk) {
        ActivationFormat format = flux.format(Kept.BOTH);
        TemplateStorage storage = TemplateStorage.open(
                disk,
                format.header("pipeline-ratios", Map.of(), 0, flux.steps()),
                ByteBuffer.allocate(0),
                format,
                Runnable::run);
        CachedTemplate template = flux.template(Reservation.none(), storage);
        StepRecorder recorder = new StepRecorder(flux.transformer());
        while (recorder.recordSome(template)) {}
        return template;
    }

    private static CostModel calibrate(FluxFixture flux) {
        DenoiserProbe probe = new DenoiserProbe(flux.transformer(), flux.device(), bytes -> bytes / UNTHROTTLED);
        return new Calibrator(
                        Duration.ofSeconds(8),
                        flux.size().textTokens() + flux.size().imageTokens(),
                        1 << 22)
                .calibrate(BlockShape.kinds(flux.blocks()), List.of(), probe);
    }

    private static Map<String, Double> fits(FluxFixture flux, CostModel costs) {
        Map<String, Double> fits = new TreeMap<>();
        for (String kind : BlockShape.kinds(flux.blocks())) {
            fits.put(kind + " blocks", costs.blockFit(kind).rSquared());
        }
        return fits;
    }

    private List<PipelineReport.Row> run() {
        double secondsInMemory = measure("in memory", 0, new FixedPlanner(BlockMode.KV), UNTHROTTLED, true)
                        .millis()
                / 1e3;
        double stepBytes = flux.format(Kept.KEY_VALUES).stepBytes();
        List<PipelineReport.Row> rows = new ArrayList<>();
        for (double load : LOADS) {
            double bytesPerSecond = stepBytes / (load * secondsInMemory);
            rows.add(measure("optimum", load, new OptimalPlanner(), bytesPerSecond, true));
            rows.add(measure("all cached", load, new FixedPlanner(BlockMode.KV), bytesPerSecond, true));
            rows.add(measure("all cached, no prefetch", load, new FixedPlanner(BlockMode.KV), bytesPerSecond, false));
        }
        return rows;
    }

    private PipelineReport.Row measure(
            String name, double load, BlockPlanner planner, double bytesPerSecond, boolean ahead) {
        try (PipelineSetting setting = new PipelineSetting(name, load, flux, costs, planner, bytesPerSecond, ahead)) {
            for (int edit = -1; edit < edits; edit++) {
                setting.edit(template, MASK, edit >= 0);
            }
            System.out.println(setting.row());
            return setting.row();
        }
    }
}
