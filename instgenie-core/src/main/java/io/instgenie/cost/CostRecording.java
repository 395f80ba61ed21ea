package io.instgenie.cost;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps what a {@link CostModel} observes until it is closed, and fits all of it alike: nothing fades, as it does in the model itself,
 * and an error counts in proportion to the time it is an error of, since small steps are as frequent as large ones. Thread-safe.
 */
public final class CostRecording implements AutoCloseable {
    private final CostModel model;
    private final Map<String, Map<BlockWork, Times>> blocks = new TreeMap<>();
    private final Map<CostModel.Phase, Map<BlockWork, Times>> phases = new TreeMap<>();

    /** What work of one size took. */
    private record Times(int count, double seconds) {
        Times plus(Times other) {
            return new Times(count + other.count, seconds + other.seconds);
        }

        double mean() {
            return seconds / count;
        }
    }

    CostRecording(CostModel model) {
        this.model = model;
    }

    synchronized void block(String kind, BlockWork work, double seconds) {
        add(blocks.computeIfAbsent(kind, unknown -> new HashMap<>()), work, seconds);
    }

    synchronized void phase(CostModel.Phase phase, long size, double seconds) {
        add(phases.computeIfAbsent(phase, unknown -> new HashMap<>()), new BlockWork(size, 0, 0), seconds);
    }

    private static void add(Map<BlockWork, Times> times, BlockWork work, double seconds) {
        times.merge(work, new Times(1, seconds), Times::plus);
    }

    /** Forgets what was recorded so far. */
    public synchronized void restart() {
        blocks.clear();
        phases.clear();
    }

    /** A model of what was recorded; of that of which nothing was, as the recorded model knows it by now. */
    public synchronized CostModel fit() {
        CostModel known = model.copy();
        return new CostModel(
                fitted(known.blocks(), blocks), known.projections(), known.loads(), fitted(known.phases(), phases));
    }

    private static <K> Map<K, OnlineFit> fitted(Map<K, OnlineFit> known, Map<K, Map<BlockWork, Times>> recorded) {
        Map<K, OnlineFit> fits = new HashMap<>(known);
        recorded.forEach((key, times) -> fits.put(key, new OnlineFit(moments(times))));
        return fits;
    }

    private static Moments moments(Map<BlockWork, Times> recorded) {
        Moments sum = Moments.NONE;
        int count = 0;
        for (Map.Entry<BlockWork, Times> entry : recorded.entrySet()) {
            BlockWork work = entry.getKey();
            Times times = entry.getValue();
            double mean = times.mean();
            count += times.count();
            sum = sum.plus(Moments.of(work.rows(), work.rowsTimesKeys(), work.keys(), mean)
                    .times(times.count() / (mean * mean)));
        }
        return sum.times(count / sum.weight()); // as much as samples that count alike
    }

    /** Records no more. */
    @Override
    public void close() {
        model.recorded(this);
    }
}
