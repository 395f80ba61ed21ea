package io.instgenie.cost;

import io.instgenie.cost.ProportionalFit.Sample;
import io.instgenie.cost.SharedTime.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Keeps what a {@link CostModel} observes until it is closed, and fits all of it alike: nothing fades, as it does in the model itself,
 * and an error counts in proportion to the time that is foretold, since small steps are as frequent as large ones. What ran at the same time
 * shared processors, and steps are slowed by what runs beside them and by numbers of rows that are new: the fit is of what all of it takes
 * without, and of what slows steps. Thread-safe.
 */
public final class CostRecording implements AutoCloseable {
    private final CostModel model;
    private final Processors processors;
    private final LongSupplier ticker;
    private final List<Step> steps = new ArrayList<>();
    private final List<Stage> stages = new ArrayList<>();
    private final Map<CostModel.Phase, List<Sample>> others = new TreeMap<>();

    private record Step(StepObservation observed, boolean newRows, Span span) {}

    private record Stage(CostModel.Phase phase, long size, Span span) {}

    /**
     * Where what is recorded runs.
     *
     * @param count threads that run at full speed at a time
     * @param threadsPerWorker threads that a step runs on; an encode or decode runs on one
     */
    public record Processors(int count, int threadsPerWorker) {}

    /**
     * What was recorded.
     *
     * @param model where nothing else is done meanwhile
     * @param contention how much longer, as a share, a step takes while anything else runs, though each thread has a processor
     * @param newRowsSeconds how much longer a step takes on a number of rows that is {@linkplain RecentRows new}
     */
    public record Fit(CostModel model, double contention, double newRowsSeconds) {}

    /** @param ticker nanoseconds */
    CostRecording(CostModel model, Processors processors, LongSupplier ticker) {
        this.model = model;
        this.processors = processors;
        this.ticker = ticker;
    }

    synchronized void step(StepObservation step, boolean newRows) {
        Span span = Span.until(ticker.getAsLong(), step.seconds(), processors.threadsPerWorker());
        steps.add(new Step(step, newRows, span));
    }

    synchronized void phase(CostModel.Phase phase, long size, double seconds) {
        if (phase == CostModel.Phase.ENCODE || phase == CostModel.Phase.DECODE) {
            stages.add(new Stage(phase, size, Span.until(ticker.getAsLong(), seconds, 1)));
        } else {
            add(others, phase, sample(size, seconds));
        }
    }

    private static Sample sample(long size, double seconds) {
        return new Sample(new BlockWork(size, 0, 0), seconds);
    }

    /** Fits what was recorded; that of which nothing was is as the recorded model knows it by now. */
    public synchronized Fit fit() {
        List<Span> spans = new ArrayList<>();
        steps.forEach(step -> spans.add(step.span()));
        stages.forEach(stage -> spans.add(stage.span()));
        List<SharedTime> times = SharedTime.of(spans, processors.count());
        List<SharedTime> stageTimes = times.subList(steps.size(), times.size());

        Map<String, List<Sample>> blocks = new TreeMap<>();
        Map<CostModel.Phase, List<Sample>> phases = new TreeMap<>();
        Slowdown slowdown = addSteps(times, blocks, phases);
        for (int i = 0; i < stages.size(); i++) {
            add(
                    phases,
                    stages.get(i).phase(),
                    sample(stages.get(i).size(), stageTimes.get(i).seconds()));
        }
        others.forEach((phase, samples) -> samples.forEach(sample -> add(phases, phase, sample)));

        CostModel known = model.copy();
        CostModel fitted = new CostModel(
                with(known.blocks(), blocks), known.projections(), known.loads(), with(known.phases(), phases));
        return new Fit(fitted, slowdown.contention(), slowdown.newRowsSeconds());
    }

    /** Adds what steps' blocks, and the rest of steps, took without what slowed them down. */
    private Slowdown addSteps(
            List<SharedTime> times, Map<String, List<Sample>> blocks, Map<CostModel.Phase, List<Sample>> phases) {
        List<Slowdown.Step> slowed = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            SharedTime time = times.get(i);
            slowed.add(new Slowdown.Step(
                    steps.get(i).observed().work(),
                    time.seconds(),
                    time.beside(),
                    steps.get(i).newRows()));
        }
        Slowdown slowdown = Slowdown.of(slowed);
        for (int i = 0; i < steps.size(); i++) {
            StepObservation step = steps.get(i).observed();
            double share = slowdown.without(slowed.get(i)) / step.seconds();
            step.kinds().forEach((kind, time) -> add(blocks, kind, new Sample(time.work(), share * time.seconds())));
            add(phases, CostModel.Phase.STEP, sample(step.jobs(), share * step.outsideSeconds()));
        }
        return slowdown;
    }

    private static <K> void add(Map<K, List<Sample>> samples, K key, Sample sample) {
        samples.computeIfAbsent(key, unknown -> new ArrayList<>()).add(sample);
    }

    private static <K> Map<K, OnlineFit> with(Map<K, OnlineFit> known, Map<K, List<Sample>> recorded) {
        Map<K, OnlineFit> fits = new HashMap<>(known);
        recorded.forEach((key, samples) -> fits.put(key, new OnlineFit(ProportionalFit.moments(samples))));
        return fits;
    }

    /** Records no more. */
    @Override
    public void close() {
        model.recorded(this);
    }
}
