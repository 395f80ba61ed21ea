package io.instgenie.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EngineMetricsTest {
    private final EngineMetrics metrics = new EngineMetrics();

    @Test
    void everySubmittedEditIsInOneCounter() {
        for (int i = 0; i < 10; i++) {
            metrics.submitted();
        }
        metrics.refused();
        metrics.ended(EditOutcome.DONE);
        metrics.ended(EditOutcome.CANCELLED);
        metrics.ended(EditOutcome.EXPIRED);
        metrics.ended(EditOutcome.FAILED);
        metrics.restarted(1);
        metrics.workerLost(1);
        EngineStats stats = metrics.stats();
        assertThat(stats.pending()).isEqualTo(5);
        assertThat(stats.restarted()).isEqualTo(1);
        assertThat(stats.workersLost()).isEqualTo(1);
    }

    @Test
    void timesBecomeDistributions() {
        for (int i = 1; i <= 100; i++) {
            metrics.timed(new EditTimes(1000, 2000, 3000, 4000, i * 1_000_000L));
        }
        LatencySummary latency = metrics.stats().latency();
        assertThat(latency.count()).isEqualTo(100);
        assertThat(latency.p50().toNanos()).isCloseTo(50_000_000L, within(100_000L));
        assertThat(latency.p95().toNanos()).isCloseTo(95_000_000L, within(100_000L));
        assertThat(latency.mean().toNanos()).isCloseTo(50_500_000L, within(100_000L));
    }

    @Test
    void stepsTellBatchesAndWaiting() {
        metrics.stepped(0, 3, 100, 50, 950);
        metrics.stepped(0, 1, 10, 50, 950);
        EngineStats stats = metrics.stats();
        assertThat(stats.steps()).isEqualTo(2);
        assertThat(stats.jobSteps()).isEqualTo(4);
        assertThat(stats.waiting()).isCloseTo(0.05, within(1e-9));
    }

    @Test
    void schedulingIsAShareOfTheSteps() {
        metrics.scheduled(0, 32, 40);
        metrics.stepped(0, 32, 100, 0, 1960);
        metrics.scheduled(0, 31, 60);
        metrics.stepped(0, 31, 100, 0, 3040);
        EngineStats stats = metrics.stats();
        assertThat(stats.scheduling()).isCloseTo(0.02, within(1e-9));
        assertThat(stats.schedule().max().toNanos()).isEqualTo(60);
    }

    @Test
    void joinsAndFreedPlacesAreCountedInSteps() {
        for (int edit = 0; edit < 99; edit++) {
            metrics.joined(0, 1);
        }
        metrics.joined(0, 7);
        metrics.freed(0, 1);
        EngineStats stats = metrics.stats();
        assertThat(stats.joinSteps()).isEqualTo(new CountSummary(100, 1.06, 1, 7));
        assertThat(stats.freeSteps()).isEqualTo(new CountSummary(1, 1, 1, 1));
    }

    @Test
    void nothingHeardIsNothingTold() {
        EngineStats stats = metrics.stats();
        assertThat(stats.latency().mean()).isEqualTo(Duration.ZERO);
        assertThat(stats.waiting()).isZero();
        assertThat(stats.pending()).isZero();
    }
}
