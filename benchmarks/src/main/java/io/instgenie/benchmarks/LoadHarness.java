package io.instgenie.benchmarks;

import io.instgenie.EditEngine;
import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.simulator.TraceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * An engine under load: open-loop Poisson arrivals of edits of the embedded model, mask ratios from a trace, popularity of templates Zipf 1.0,
 * dense or cached, static or continuous batches. Rates are multiples of what dense edits in static batches manage when there is always
 * one more. Latency counts from the scheduled arrival, so that a client that is late hides nothing. Arguments: trace (default
 * {@code benchmarks/traces/production.csv}), seconds per rate (default 30), folder for results (default {@code benchmarks/results}), device
 * (default {@code cpu}).
 * Writes {@code load.json}, {@code load.md} and {@code load.png}.
 */
public final class LoadHarness {
    private static final double[] RATES = {0.3, 0.6, 0.9, 1.3, 2, 3, 4};
    private static final int TEMPLATES = 8;
    private static final int STEPS = 8;
    private static final int SIZE = 256;
    private static final int CAPACITY_EDITS = 16;
    private static final int MAX_PENDING = 100_000;
    private static final double NANOS = 1e9;

    /** A way to serve. */
    enum Variant {
        DENSE_STATIC(EditMode.DENSE, StepSchedulerKind.STATIC),
        DENSE_CONTINUOUS(EditMode.DENSE, StepSchedulerKind.CONTINUOUS),
        CACHED_STATIC(EditMode.CACHED, StepSchedulerKind.STATIC),
        CACHED_CONTINUOUS(EditMode.CACHED, StepSchedulerKind.CONTINUOUS);

        private final EditMode mode;
        private final StepSchedulerKind scheduler;

        Variant(EditMode mode, StepSchedulerKind scheduler) {
            this.mode = mode;
            this.scheduler = scheduler;
        }
    }

    private final EmbeddedScenes scenes = new EmbeddedScenes(STEPS);
    private final double[] ratios;
    private final double seconds;
    private final String device;

    private LoadHarness(double[] ratios, double seconds, String device) {
        this.device = device;
        this.ratios = ratios;
        this.seconds = seconds;
    }

    public static void main(String[] args) throws IOException {
        Path trace = Path.of(args.length > 0 ? args[0] : "benchmarks/traces/production.csv");
        double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 30;
        Path results = Path.of(args.length > 2 ? args[2] : "benchmarks/results");
        LoadHarness harness = new LoadHarness(
                TraceFile.read(trace).stream().mapToDouble(Double::doubleValue).toArray(),
                seconds,
                args.length > 3 ? args[3] : "cpu");
        List<LoadReport.Point> points = new ArrayList<>();
        double capacity = harness.capacity();
        for (Variant variant : Variant.values()) {
            points.addAll(harness.sweep(variant, capacity));
        }
        new LoadReport(capacity, seconds, points).write(results);
    }

    /** Dense edits per second in static batches, with always one more waiting. */
    private double capacity() {
        try (EditEngine engine = engine(Variant.DENSE_STATIC)) {
            run(engine, Variant.DENSE_STATIC, CAPACITY_EDITS, new Random(0), i -> 0); // warm-up
            long start = System.nanoTime();
            run(engine, Variant.DENSE_STATIC, CAPACITY_EDITS, new Random(1), i -> 0);
            return CAPACITY_EDITS * NANOS / (System.nanoTime() - start);
        }
    }

    private List<LoadReport.Point> sweep(Variant variant, double capacity) {
        List<LoadReport.Point> points = new ArrayList<>();
        try (EditEngine engine = engine(variant)) {
            run(engine, variant, CAPACITY_EDITS, new Random(0), i -> 0); // warm-up
            for (double rate : RATES) {
                LoadReport.Point point = measure(engine, variant, rate, rate * capacity);
                System.out.println(point);
                points.add(point);
            }
        }
        return points;
    }

    private LoadReport.Point measure(EditEngine engine, Variant variant, double rate, double perSecond) {
        Random random = new Random(1);
        int edits = (int) Math.max(3, Math.round(perSecond * seconds));
        double[] arrivals = new double[edits];
        double at = 0;
        for (int i = 0; i < edits; i++) {
            at -= Math.log(1 - random.nextDouble()) / perSecond;
            arrivals[i] = at;
        }
        double[] latencies = run(engine, variant, edits, random, i -> arrivals[i]);
        Arrays.sort(latencies);
        return new LoadReport.Point(
                variant.name(),
                rate,
                perSecond,
                Arrays.stream(latencies).average().orElse(0),
                latencies[edits / 2],
                latencies[Math.min(edits - 1, (int) Math.ceil(0.95 * edits) - 1)]);
    }

    private EditEngine engine(Variant variant) {
        EditEngine engine = EditEngine.builder()
                .device(Devices.of(device))
                .stepScheduler(variant.scheduler.create())
                .maxPendingEdits(MAX_PENDING)
                .maxPendingBytes(Long.MAX_VALUE)
                .build();
        for (int template = 0; template < TEMPLATES; template++) {
            engine.register(scenes.template(template));
        }
        return engine;
    }

    /** When each edit arrives, in seconds. */
    private interface Arrivals {
        double at(int edit);
    }

    /** Submits edits when they arrive, and waits for all: seconds from arrival to picture, sorted by end. */
    private double[] run(EditEngine engine, Variant variant, int edits, Random random, Arrivals arrivals) {
        ConcurrentLinkedQueue<Double> latencies = new ConcurrentLinkedQueue<>();
        Semaphore ended = new Semaphore(0);
        List<EditRequest> requests = new ArrayList<>();
        for (int i = 0; i < edits; i++) {
            requests.add(request(variant, random, i));
        }
        long start = System.nanoTime();
        for (int i = 0; i < edits; i++) {
            double arrival = arrivals.at(i);
            long due = start + Duration.ofNanos((long) (arrival * NANOS)).toNanos();
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            EditHandle handle = engine.submit(requests.get(i));
            handle.future().whenComplete((result, failure) -> {
                if (failure == null) {
                    latencies.add((System.nanoTime() - due) / NANOS);
                }
                ended.release();
            });
        }
        ended.acquireUninterruptibly(edits);
        if (latencies.size() != edits) {
            throw new IllegalStateException((edits - latencies.size()) + " edits failed");
        }
        return latencies.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private EditRequest request(Variant variant, Random random, int seed) {
        return EditRequest.builder()
                .template("template " + zipf(random))
                .mode(variant.mode)
                .mask(mask(ratios[random.nextInt(ratios.length)], random))
                .prompt("a cat")
                .seed(seed)
                .maxSequenceLength(24)
                .build();
    }

    private static int zipf(Random random) {
        double sum = 0;
        for (int rank = 1; rank <= TEMPLATES; rank++) {
            sum += 1.0 / rank;
        }
        double at = random.nextDouble() * sum;
        int template = 0;
        for (double left = at - 1; left > 0 && template < TEMPLATES - 1; left -= 1.0 / (template + 1)) {
            template++;
        }
        return template;
    }

    /** An ellipse of a share of the picture. */
    private static EditMask mask(double ratio, Random random) {
        double area = Math.min(0.7, Math.max(0.002, ratio)) * SIZE * SIZE;
        double aspect = 0.6 + 0.8 * random.nextDouble();
        double a = Math.min(SIZE / 2.0 - 1, Math.sqrt(area * aspect / Math.PI));
        double b = Math.min(SIZE / 2.0 - 1, area / Math.PI / a);
        double centreX = a + random.nextDouble() * (SIZE - 2 * a);
        double centreY = b + random.nextDouble() * (SIZE - 2 * b);
        byte[] values = new byte[SIZE * SIZE];
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                double dx = (x - centreX) / a;
                double dy = (y - centreY) / b;
                values[y * SIZE + x] = (byte) (dx * dx + dy * dy <= 1 ? 255 : 0);
            }
        }
        return EditMask.of(SIZE, SIZE, values);
    }
}
