package io.instgenie.examples.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LoadRunTest {
    @Test
    void failuresAreCountedAndHaveNoLatency() {
        LoadRun run = new LoadRun(new double[] {0, 1, 2, 3}, new double[] {2, Double.NaN, 1, 3});
        assertThat(run.failures()).isEqualTo(1);
        assertThat(run.mean()).isEqualTo(2);
        assertThat(run.percentile(0.5)).isEqualTo(2);
        assertThat(run.percentile(1)).isEqualTo(3);
        assertThat(run.throughput()).isEqualTo(0.5);
    }

    /** Arrivals twice as fast as one server that takes a second each. */
    @Test
    void latencyGrowsByWhatIsOfferedTooMuch() {
        double[] arrivals = new double[100];
        double[] latencies = new double[100];
        for (int i = 0; i < 100; i++) {
            arrivals[i] = i / 2.0;
            latencies[i] = i + 1 - arrivals[i];
        }
        assertThat(new LoadRun(arrivals, latencies).growth()).isCloseTo(1, within(1e-9));
        assertThat(new LoadRun(arrivals, new double[100]).growth()).isZero();
        assertThat(new LoadRun(arrivals, latencies).later(90).arrivals()).hasSize(10);
    }

    @Test
    void arrivalsHaveTheRate() {
        double[] arrivals = OpenLoop.poisson(1000, 20, new Random(1));
        assertThat(arrivals).isSorted();
        assertThat(arrivals[999]).isBetween(49.0, 50.0);
    }

    /** The sender takes longer than the arrivals are apart: those that are sent late have waited since they were due. */
    @Test
    void latencyCountsFromTheArrivalThatWasDue() {
        LoadRun run = OpenLoop.run(new double[5], edit -> {
            long until = System.nanoTime() + 2_000_000;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            return CompletableFuture.completedFuture(edit);
        });
        assertThat(run.latencies()[4]).isGreaterThanOrEqualTo(0.010);
        assertThat(run.failures()).isZero();
    }
}
