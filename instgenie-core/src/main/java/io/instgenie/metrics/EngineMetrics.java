package io.instgenie.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what it hears. Thread-safe, counting takes no lock. */
public final class EngineMetrics implements EngineListener {
    private final CostFit costFit;
    private final LongAdder submitted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final Map<EditOutcome, LongAdder> ended = new EnumMap<>(EditOutcome.class);
    private final LongAdder restarted = new LongAdder();
    private final LongAdder workersLost = new LongAdder();
    private final LongAdder steps = new LongAdder();
    private final LongAdder jobSteps = new LongAdder();
    private final LongAdder waitNanos = new LongAdder();
    private final LongAdder stepNanos = new LongAdder();
    private final LatencyRecorder latency = new LatencyRecorder();
    private final LatencyRecorder queue = new LatencyRecorder();
    private final LatencyRecorder encode = new LatencyRecorder();
    private final LatencyRecorder denoise = new LatencyRecorder();
    private final LatencyRecorder decode = new LatencyRecorder();
    private final LatencyRecorder step = new LatencyRecorder();
    private final LongAdder scheduleNanos = new LongAdder();
    private final LatencyRecorder schedule = new LatencyRecorder();
    private final CountRecorder joinSteps = new CountRecorder();
    private final CountRecorder freeSteps = new CountRecorder();

    /** Of an engine that measured nothing before. */
    public EngineMetrics() {
        this(CostFit.NONE);
    }

    public EngineMetrics(CostFit costFit) {
        this.costFit = costFit;
        for (EditOutcome outcome : EditOutcome.values()) {
            ended.put(outcome, new LongAdder());
        }
    }

    @Override
    public void submitted() {
        submitted.increment();
    }

    @Override
    public void refused() {
        refused.increment();
    }

    @Override
    public void ended(EditOutcome outcome) {
        adder(outcome).increment();
    }

    @Override
    public void timed(EditTimes times) {
        latency.record(times.total());
        queue.record(times.queue());
        encode.record(times.encode());
        denoise.record(times.denoise());
        decode.record(times.decode());
    }

    @Override
    public void stepped(int worker, int jobs, long rows, long waited, long nanos) {
        steps.increment();
        jobSteps.add(jobs);
        waitNanos.add(waited);
        stepNanos.add(nanos);
        step.record(nanos);
    }

    @Override
    public void scheduled(int worker, int jobs, long nanos) {
        scheduleNanos.add(nanos);
        schedule.record(nanos);
    }

    @Override
    public void joined(int worker, long count) {
        joinSteps.record(count);
    }

    @Override
    public void freed(int worker, long count) {
        freeSteps.record(count);
    }

    @Override
    public void restarted(int worker) {
        restarted.increment();
    }

    @Override
    public void workerLost(int worker) {
        workersLost.increment();
    }

    /** What was heard so far. */
    public EngineStats stats() {
        // What ends was submitted before: read in this order, no edit is missing.
        long done = adder(EditOutcome.DONE).sum();
        long cancelled = adder(EditOutcome.CANCELLED).sum();
        long expired = adder(EditOutcome.EXPIRED).sum();
        long failed = adder(EditOutcome.FAILED).sum();
        long turnedAway = refused.sum();
        long waited = waitNanos.sum();
        long stepped = stepNanos.sum();
        return new EngineStats(
                submitted.sum(),
                turnedAway,
                done,
                cancelled,
                expired,
                failed,
                restarted.sum(),
                workersLost.sum(),
                steps.sum(),
                jobSteps.sum(),
                waited == 0 ? 0 : (double) waited / (waited + stepped),
                stepped == 0 ? 0 : (double) scheduleNanos.sum() / stepped,
                latency.summary(),
                queue.summary(),
                encode.summary(),
                denoise.summary(),
                decode.summary(),
                step.summary(),
                schedule.summary(),
                joinSteps.summary(),
                freeSteps.summary(),
                costFit);
    }

    private LongAdder adder(EditOutcome outcome) {
        LongAdder adder = ended.get(outcome);
        if (adder == null) {
            throw new AssertionError(outcome);
        }
        return adder;
    }
}
