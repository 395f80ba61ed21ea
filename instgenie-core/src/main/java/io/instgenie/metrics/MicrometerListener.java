package io.instgenie.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/**
 * Publishes what an engine tells in a Micrometer registry, as {@code instgenie.edits}, {@code instgenie.edit.time},
 * {@code instgenie.step.time} and so on. Needs {@code micrometer-core} on the class path, which this library does not bring.
 */
public final class MicrometerListener implements EngineListener {
    private final MeterRegistry registry;

    public MicrometerListener(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void submitted() {
        counter("instgenie.submitted").increment();
    }

    @Override
    public void refused() {
        counter("instgenie.refused").increment();
    }

    @Override
    public void ended(EditOutcome outcome) {
        counter("instgenie.edits", "outcome", outcome.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    @Override
    public void timed(EditTimes times) {
        time("total", times.total());
        time("queue", times.queue());
        time("encode", times.encode());
        time("denoise", times.denoise());
        time("decode", times.decode());
    }

    private void time(String phase, long nanos) {
        Timer.builder("instgenie.edit.time")
                .tag("phase", phase)
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }

    @Override
    public void stepped(int worker, int jobs, long rows, long waitNanos, long nanos) {
        String number = Integer.toString(worker);
        Timer.builder("instgenie.step.time")
                .tag("worker", number)
                .register(registry)
                .record(Duration.ofNanos(nanos));
        Timer.builder("instgenie.step.wait")
                .tag("worker", number)
                .register(registry)
                .record(Duration.ofNanos(waitNanos));
        DistributionSummary.builder("instgenie.step.jobs")
                .tag("worker", number)
                .register(registry)
                .record(jobs);
        DistributionSummary.builder("instgenie.step.rows")
                .tag("worker", number)
                .register(registry)
                .record(rows);
    }

    @Override
    public void scheduled(int worker, int jobs, long nanos) {
        Timer.builder("instgenie.step.schedule")
                .tag("worker", Integer.toString(worker))
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }

    @Override
    public void restarted(int worker) {
        counter("instgenie.restarts", "worker", Integer.toString(worker)).increment();
    }

    @Override
    public void workerLost(int worker) {
        counter("instgenie.workers.lost", "worker", Integer.toString(worker)).increment();
    }

    private Counter counter(String name, String... tags) {
        return registry.counter(name, tags);
    }
}
