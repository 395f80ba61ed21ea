package io.instgenie.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One denoising step, dense and cached, over mask ratios: 1024 image and 128 text tokens of {@link RandomFlux}. Ratios between them are
 * better taken by {@link StepRatios}, which runs them in turns.
 */
@State(Scope.Thread)
@Threads(1)
@Fork(1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 5) // compiled Java code makes the smallest steps a tenth faster
@Measurement(iterations = 5, time = 3)
public class StepBenchmark {
    /** Share of image tokens under the mask; {@code dense} for a step without template. */
    @Param({"dense", "0.05", "0.11", "0.2", "0.35", "0.5", "1.0"})
    public String mask = "dense";

    @SuppressWarnings("NullAway.Init") // by load()
    private StepWorkload workload;

    /** See {@link Devices}. */
    @Param("cpu")
    public String device = "cpu";

    @SuppressWarnings("NullAway.Init") // by load()
    private StepWorkload.Batch batch;

    @Setup
    public void load() throws IOException {
        double ratio = mask.equals("dense") ? FluxFixture.DENSE : Double.parseDouble(mask);
        batch = new StepWorkload.Batch(ratio, 1);
        workload = new StepWorkload(
                Path.of(System.getProperty("java.io.tmpdir"), "instgenie-random-flux"),
                Runtime.getRuntime().availableProcessors(),
                device);
    }

    @Setup(Level.Invocation)
    public void prepare() {
        workload.prepare(batch);
    }

    @Benchmark
    public void step() {
        workload.step(batch);
    }

    @TearDown
    public void close() {
        workload.close();
    }
}
