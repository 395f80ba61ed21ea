package io.instgenie.denoise;

import io.instgenie.cost.BlockWork;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.StepObservation;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Refines a cost model by what steps took: one observation a step for each kind of blocks, their average. Thread-safe. */
public final class CostObserver implements StepTimes {
    private final CostModel costs;
    private final List<String> kinds;

    /** @param kinds of the blocks in order, as {@code costs} calls them */
    public CostObserver(CostModel costs, List<String> kinds) {
        this.costs = costs;
        this.kinds = List.copyOf(kinds);
    }

    @Override
    public void stepped(int jobs, BlockWork work, double[] blockSeconds, double besideSeconds) {
        Map<String, DoubleSummaryStatistics> byKind = new HashMap<>();
        double seconds = besideSeconds;
        for (int block = 0; block < blockSeconds.length; block++) {
            if (!Double.isNaN(blockSeconds[block])) {
                byKind.computeIfAbsent(kinds.get(block), kind -> new DoubleSummaryStatistics())
                        .accept(blockSeconds[block]);
                seconds += blockSeconds[block];
            }
        }
        Map<String, Double> averages = new HashMap<>();
        byKind.forEach((kind, all) -> averages.put(kind, all.getAverage()));
        costs.observeStep(new StepObservation(jobs, work, averages, besideSeconds, seconds));
    }
}
