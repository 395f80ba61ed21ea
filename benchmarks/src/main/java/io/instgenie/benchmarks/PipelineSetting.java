package io.instgenie.benchmarks;

import io.instgenie.activations.ActivationLoader;
import io.instgenie.activations.PlannedModes;
import io.instgenie.cache.prefetch.Prefetcher;
import io.instgenie.cache.prefetch.Throttle;
import io.instgenie.cost.BlockShape;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.Tier;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.CostObserver;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.denoise.StepExecutor;
import io.instgenie.plan.BlockPlanner;
import io.instgenie.plan.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/**
 * One way to load and compute: a planner, a bandwidth, and what its steps have taken so far. Its cost model begins as a copy, and then
 * learns from its own steps alone, as an engine's does. Used by one thread.
 */
final class PipelineSetting implements AutoCloseable {
    private static final int SLOTS = 4;
    private static final Duration LIMIT = Duration.ofMinutes(1);
    /** Two sizes of loads, whose times under the throttle are known beforehand. */
    private static final long[] KNOWN_BYTES = {1 << 20, 1 << 22};

    private final String name;
    private final double load;
    private final FluxFixture flux;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final StepExecutor executor;
    private final List<Plan> plans = new ArrayList<>(); // one a step
    private final List<Step> steps = new ArrayList<>();

    /**
     * One measured step, in milliseconds.
     *
     * @param bound max(compute, load) of its plan
     */
    private record Step(double taken, double predicted, double bound) {}

    /**
     * A setting.
     *
     * @param load of keys and values, as a share of a cached step's compute
     * @param ahead whether blocks are loaded while others compute; else each is when its turn comes
     */
    PipelineSetting(
            String name,
            double load,
            FluxFixture flux,
            CostModel known,
            BlockPlanner planner,
            double bytesPerSecond,
            boolean ahead) {
        this.name = name;
        this.load = load;
        this.flux = flux;
        CostModel costs = known.copy();
        for (long bytes : KNOWN_BYTES) {
            costs.observeLoad(Tier.DISK, bytes, bytes / bytesPerSecond);
        }
        Throttle throttle = new Throttle(bytesPerSecond, System::nanoTime, LockSupport::parkNanos);
        Executor loader = ahead ? thread : Runnable::run;
        Prefetcher prefetcher = new Prefetcher(
                SLOTS,
                Prefetcher::directSlot,
                loader,
                System::nanoTime,
                timing -> costs.observeLoad(Tier.DISK, timing.bytes(), timing.seconds()));
        List<String> kinds = BlockShape.kinds(flux.blocks());
        BlockPlanner observed = request -> {
            Plan plan = planner.plan(request);
            plans.add(plan);
            return plan;
        };
        executor = new StepExecutor(
                flux.device(),
                flux.transformer(),
                new ActivationLoader(
                        new PlannedModes(observed, costs, kinds, SLOTS),
                        prefetcher,
                        throttle::slow,
                        LIMIT,
                        flux.device().transfers()),
                new CostObserver(costs, kinds));
    }

    /** Edits {@code template} once; steps after the first count, if {@code counts}. */
    void edit(CachedTemplate template, double mask, boolean counts) {
        plans.clear();
        try (DenoisingJob job = flux.job(template, mask)) {
            for (int step = 0; step < flux.steps(); step++) {
                long start = System.nanoTime();
                executor.step(List.of(job));
                double taken = (System.nanoTime() - start) / 1e6;
                Plan plan = plans.get(step);
                if (counts && step > 0) {
                    steps.add(new Step(
                            taken,
                            1e3 * plan.makespanSeconds(),
                            1e3 * Math.max(plan.computeSeconds(), plan.loadSeconds())));
                }
            }
        }
    }

    /** Medians of what was measured. */
    PipelineReport.Row row() {
        return new PipelineReport.Row(
                name,
                load,
                median(Step::taken),
                median(Step::predicted),
                median(step -> step.taken() / step.predicted()),
                median(step -> step.taken() / step.bound()));
    }

    private double median(ToDoubleFunction<Step> number) {
        return StepRatios.median(steps.stream().mapToDouble(number).toArray());
    }

    @Override
    public void close() {
        executor.close();
        thread.shutdown();
    }
}
