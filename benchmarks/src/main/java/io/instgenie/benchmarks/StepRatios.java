package io.instgenie.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How close a cached step comes to its limit, dense and cached steps in turns. Arguments: rounds (default 25), folder for results
 * (default {@code benchmarks/results}), device (default {@code cpu}). Writes {@code step.json}, {@code step.md} and {@code step.png}.
 */
public final class StepRatios {
    private static final StepWorkload.Batch DENSE = new StepWorkload.Batch(FluxFixture.DENSE, 1);
    private static final List<StepWorkload.Batch> BATCHES = List.of(
            new StepWorkload.Batch(0.05, 1),
            new StepWorkload.Batch(0.11, 1),
            new StepWorkload.Batch(0.2, 1),
            new StepWorkload.Batch(0.35, 1),
            new StepWorkload.Batch(0.5, 1),
            new StepWorkload.Batch(1.0, 1),
            new StepWorkload.Batch(0.11, 4));
    private static final int WARM_UP = 3;
    /** Until the JVM has compiled what runs between operators: before, the smallest steps take a tenth longer. */
    private static final int STEPS_TO_COMPILE = 200;

    private StepRatios() {}

    public static void main(String[] args) throws IOException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 25;
        Path results = Path.of(args.length > 1 ? args[1] : "benchmarks/results");
        String device = args.length > 2 ? args[2] : "cpu";
        int threads = Runtime.getRuntime().availableProcessors();
        try (StepWorkload workload = new StepWorkload(
                Path.of(System.getProperty("java.io.tmpdir"), "instgenie-random-flux"), threads, device)) {
            double[] dense = new double[rounds];
            double[][] cached = new double[BATCHES.size()][rounds];
            for (int step = 0; step < STEPS_TO_COMPILE; step++) {
                workload.timedStep(BATCHES.get(0));
            }
            for (int round = -WARM_UP; round < rounds; round++) {
                double denseMillis = workload.timedStep(DENSE);
                for (int i = 0; i < BATCHES.size(); i++) {
                    double millis = workload.timedStep(BATCHES.get(i));
                    if (round >= 0) {
                        dense[round] = denseMillis;
                        cached[i][round] = millis;
                    }
                }
            }
            report(dense, cached, results, workload.size(), threads);
        }
    }

    private static void report(double[] dense, double[][] cached, Path results, FluxSize size, int threads)
            throws IOException {
        List<StepReport.Row> rows = new ArrayList<>();
        double denseMedian = median(dense);
        for (int i = 0; i < BATCHES.size(); i++) {
            double median = median(cached[i]);
            StepWorkload.Batch batch = BATCHES.get(i);
            double speedUp = batch.jobs() * denseMedian / median;
            double flopShare = size.flopShare(batch.ratio());
            rows.add(new StepReport.Row(
                    batch.ratio(), batch.jobs(), median, speedUp, 1 / flopShare, speedUp * flopShare));
        }
        StepReport report = new StepReport(denseMedian, size, threads, rows);
        System.out.printf(Locale.ROOT, "%s%n", report.markdown());
        report.write(results);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
