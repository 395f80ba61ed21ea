package io.instgenie.benchmarks;

import io.instgenie.plan.BlockCost;
import io.instgenie.plan.PlanGroup;
import io.instgenie.plan.PlanRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * One edit over blocks like those of FLUX.1: 19 double and 37 single ones, and a last one that only computes the edit's image rows.
 * In units of the time that a single block takes for the whole image.
 */
final class FluxPlanRequest {
    private static final int DOUBLE_BLOCKS = 19;
    /** How much longer a double block takes. */
    private static final double DOUBLE = 1.6;
    /** What is left of the last block without its text rows. */
    private static final double LAST = 0.6;

    private FluxPlanRequest() {}

    /** The three modes of {@link UniformPipeline}; in the last block COMPUTE only projects the template's rows. */
    static PlanRequest ofThreeModes(double mask, double load, int stagingSlots) {
        BlockCost single = UniformPipeline.threeModes(mask, load);
        List<Double> edit = new ArrayList<>();
        List<BlockCost> costs = new ArrayList<>();
        for (int block = 0; block < UniformPipeline.BLOCKS - 1; block++) {
            double time = block < DOUBLE_BLOCKS ? DOUBLE : 1;
            edit.add(time * mask);
            costs.add(scaled(single, time * single.projectSeconds(), time * single.templateSeconds()));
        }
        edit.add(LAST * mask);
        costs.add(scaled(single, single.projectSeconds(), single.projectSeconds()));
        return new PlanRequest(edit, List.of(new PlanGroup(costs, true)), stagingSlots);
    }

    private static BlockCost scaled(BlockCost single, double project, double template) {
        return new BlockCost(
                project, template, single.kvLoadSeconds(), single.xLoadSeconds(), single.entryLoadSeconds());
    }
}
