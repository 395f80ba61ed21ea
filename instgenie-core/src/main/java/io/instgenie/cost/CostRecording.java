package io.instgenie.cost;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Keeps what a {@link CostModel} observes until it is closed, and fits all of it alike: nothing fades, as it does in the model itself,
 * and an error counts in proportion to the time that is foretold, since small steps are as frequent as large ones. Steps during which
 * pictures were encoded or decoded tell by how much that slows a step down; the fit is of steps with nothing beside them. Thread-safe.
 */
public final class CostRecording implements AutoCloseable {
    private final CostModel model;
    private final LongSupplier ticker;
    private final List<Step> steps = new ArrayList<>();
    private final List<Span> beside = new ArrayList<>();
    private final Map<CostModel.Phase, List<ProportionalFit.Sample>> phases = new TreeMap<>();

    private record Span(long began, long ended) {
        static Span until(long ended, double seconds) {
            return new Span(ended - Math.round(1e9 * seconds), ended);
        }

        double nanos() {
            return ended - began;
        }

        double shareIn(List<Span> others) {
            double shared = 0;
            for (Span other : others) {
                shared += Math.max(0, Math.min(ended, other.ended) - Math.max(began, other.began));
            }
            return nanos() > 0 ? Math.min(1, shared / nanos()) : 0;
        }
    }

    private record Step(BlockWork work, Map<String, Double> blockSeconds, Span span) {}

    /**
     * What was recorded.
     *
     * @param model where nothing else is done meanwhile
     * @param contention how much longer, as a share, a step takes while a picture is encoded or decoded beside it
     */
    public record Fit(CostModel model, double contention) {}

    /** @param ticker nanoseconds */
    CostRecording(CostModel model, LongSupplier ticker) {
        this.model = model;
        this.ticker = ticker;
    }

    synchronized void step(BlockWork work, Map<String, Double> blockSeconds, double seconds) {
        steps.add(new Step(work, Map.copyOf(blockSeconds), Span.until(ticker.getAsLong(), seconds)));
    }

    synchronized void phase(CostModel.Phase phase, long size, double seconds) {
        phases.computeIfAbsent(phase, unknown -> new ArrayList<>())
                .add(new ProportionalFit.Sample(new BlockWork(size, 0, 0), seconds, 0));
        if (phase == CostModel.Phase.ENCODE || phase == CostModel.Phase.DECODE) {
            beside.add(Span.until(ticker.getAsLong(), seconds));
        }
    }

    /** Fits what was recorded; that of which nothing was is as the recorded model knows it by now. */
    public synchronized Fit fit() {
        CostModel known = model.copy();
        Map<String, List<ProportionalFit.Sample>> blocks = blocks();
        double contention = ProportionalFit.contention(blocks.values());
        Map<String, Moments> blockMoments = new HashMap<>();
        blocks.forEach((kind, samples) -> blockMoments.put(kind, ProportionalFit.moments(samples, contention)));
        Map<CostModel.Phase, Moments> phaseMoments = new HashMap<>();
        phases.forEach((phase, samples) -> phaseMoments.put(phase, ProportionalFit.moments(samples, 0)));
        return new Fit(
                new CostModel(
                        with(known.blocks(), blockMoments),
                        known.projections(),
                        known.loads(),
                        with(known.phases(), phaseMoments)),
                contention);
    }

    private Map<String, List<ProportionalFit.Sample>> blocks() {
        Map<String, List<ProportionalFit.Sample>> blocks = new TreeMap<>();
        for (Step step : steps) {
            double share = step.span().shareIn(beside);
            step.blockSeconds()
                    .forEach((kind, seconds) -> blocks.computeIfAbsent(kind, unknown -> new ArrayList<>())
                            .add(new ProportionalFit.Sample(step.work(), seconds, share)));
        }
        return blocks;
    }

    private static <K> Map<K, OnlineFit> with(Map<K, OnlineFit> known, Map<K, Moments> recorded) {
        Map<K, OnlineFit> fits = new HashMap<>(known);
        recorded.forEach((key, moments) -> fits.put(key, new OnlineFit(moments)));
        return fits;
    }

    /** Records no more. */
    @Override
    public void close() {
        model.recorded(this);
    }
}
