package io.instgenie.denoise;

import io.instgenie.cost.BlockWork;
import io.instgenie.cost.CostModel;
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
        Map<String, DoubleSummaryStatistics> averages = new HashMap<>();
        for (int block = 0; block < blockSeconds.length; block++) {
            if (!Double.isNaN(blockSeconds[block])) {
                averages.computeIfAbsent(kinds.get(block), kind -> new DoubleSummaryStatistics())
                        .accept(blockSeconds[block]);
            }
        }
        averages.forEach((kind, average) -> costs.observeBlock(kind, work, average.getAverage()));
        costs.observePhase(CostModel.Phase.STEP, jobs, besideSeconds);
    }
}
