package io.instgenie.benchmarks;

import io.instgenie.plan.BlockPlanner;
import io.instgenie.plan.GreedyPlanner;
import io.instgenie.plan.MemoizedPlanner;
import io.instgenie.plan.OptimalPlanner;
import io.instgenie.plan.Plan;
import io.instgenie.plan.PlanRequest;
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
import org.openjdk.jmh.annotations.Warmup;

/** Planning time of one step over 57 blocks, one edit. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PlannerBenchmark {
    private static final double MASK = 0.15;

    /** Which blocks: all alike, or of FLUX.1's kinds. */
    public enum Blocks {
        LIKE {
            @Override
            PlanRequest request(double load, int stagingSlots) {
                return UniformPipeline.ofThreeModes(MASK, load, stagingSlots);
            }
        },
        FLUX {
            @Override
            PlanRequest request(double load, int stagingSlots) {
                return FluxPlanRequest.ofThreeModes(MASK, load, stagingSlots);
            }
        };

        abstract PlanRequest request(double load, int stagingSlots);
    }

    @Param
    public Blocks blocks = Blocks.LIKE;

    @Param({"1", "2", "4", "2147483647"})
    public int stagingSlots;

    @Param({"0.5", "1.0", "1.5"})
    public double load;

    private final BlockPlanner greedy = new GreedyPlanner();
    private final BlockPlanner optimal = new OptimalPlanner();
    private final BlockPlanner memoized = new MemoizedPlanner(optimal, 100);
    private PlanRequest request = blocks.request(1, 1);

    @Setup(Level.Trial)
    public void makeRequest() {
        request = blocks.request(load, stagingSlots);
    }

    @Benchmark
    public Plan greedy() {
        return greedy.plan(request);
    }

    @Benchmark
    public Plan optimal() {
        return optimal.plan(request);
    }

    @Benchmark
    public Plan memoized() {
        return memoized.plan(request);
    }
}
