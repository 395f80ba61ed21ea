package io.instgenie.benchmarks;

import io.instgenie.plan.BlockCost;
import io.instgenie.plan.PlanGroup;
import io.instgenie.plan.PlanRequest;
import java.util.Collections;
import java.util.List;

/**
 * One edit over {@value #BLOCKS} like blocks (as many as FLUX.1 has), in units of the time that one block takes for the whole image.
 */
final class UniformPipeline {
    static final int BLOCKS = 57;
    /** Share of a block's work that norm, key and value projections are: 2 d^2 of 12 d^2. */
    private static final double PROJECTION = 1.0 / 6;

    private UniformPipeline() {}

    /**
     * The paper's two modes: a block takes the edit's rows and loads keys and values, or takes all rows and loads nothing.
     *
     * @param mask share of the image's rows that the edit computes
     * @param load time to load a block's keys and values
     */
    static PlanRequest ofThePaper(double mask, double load, int stagingSlots) {
        return request(mask, new BlockCost(1, 1 - mask, load, BlockCost.NOT_STORED, 0), stagingSlots);
    }

    /** Our three modes: hidden states are half of keys and values; computing the template's rows adds all of them. */
    static PlanRequest ofThreeModes(double mask, double load, int stagingSlots) {
        return request(mask, threeModes(mask, load), stagingSlots);
    }

    /** What they cost in one block. */
    static BlockCost threeModes(double mask, double load) {
        double entry = load / 2 / (1 - mask);
        return new BlockCost(PROJECTION * (1 - mask), 1, load, load / 2, entry);
    }

    private static PlanRequest request(double mask, BlockCost cost, int stagingSlots) {
        return new PlanRequest(
                Collections.nCopies(BLOCKS, mask),
                List.of(new PlanGroup(Collections.nCopies(BLOCKS, cost), true)),
                stagingSlots);
    }
}
