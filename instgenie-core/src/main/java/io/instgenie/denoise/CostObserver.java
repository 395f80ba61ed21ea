package io.instgenie.denoise;

import io.instgenie.cost.BlockWork;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.StepObservation;
import io.instgenie.cost.StepObservation.KindTime;
import java.util.ArrayList;
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
    public void stepped(int jobs, List<BlockWork> work, double[] blockSeconds, double outsideSeconds) {
        Map<String, List<KindTime>> byKind = new HashMap<>();
        double seconds = outsideSeconds;
        for (int block = 0; block < blockSeconds.length; block++) {
            if (!Double.isNaN(blockSeconds[block])) {
                byKind.computeIfAbsent(kinds.get(block), kind -> new ArrayList<>())
                        .add(new KindTime(work.get(block), blockSeconds[block]));
                seconds += blockSeconds[block];
            }
        }
        Map<String, KindTime> averages = new HashMap<>();
        byKind.forEach((kind, all) -> averages.put(kind, average(all)));
        costs.observeStep(new StepObservation(jobs, work.get(0), averages, outsideSeconds, seconds));
    }

    private static KindTime average(List<KindTime> times) {
        BlockWork work = BlockWork.NONE;
        double seconds = 0;
        for (KindTime time : times) {
            work = work.plus(time.work());
            seconds += time.seconds();
        }
        return new KindTime(work.times(1.0 / times.size()), seconds / times.size());
    }
}
