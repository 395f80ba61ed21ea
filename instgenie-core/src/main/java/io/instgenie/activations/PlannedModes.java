package io.instgenie.activations;

import io.instgenie.cost.BlockShape;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.LinearFit;
import io.instgenie.cost.Section;
import io.instgenie.cost.Tier;
import io.instgenie.plan.BlockCost;
import io.instgenie.plan.BlockMode;
import io.instgenie.plan.BlockPlanner;
import io.instgenie.plan.PipelineTimeline;
import io.instgenie.plan.PlanGroup;
import io.instgenie.plan.PlanRequest;
import java.util.ArrayList;
import java.util.List;

/** Has a {@link BlockPlanner} choose, by what a {@link CostModel} predicts of computing and loading. Thread-safe if the planner is. */
public final class PlannedModes implements BlockModes {
    private final BlockPlanner planner;
    private final CostModel costs;
    private final List<String> kinds;
    private final int slots;

    /**
     * @param kinds of the blocks in order, as {@code costs} calls them
     * @param slots of the prefetcher
     */
    public PlannedModes(BlockPlanner planner, CostModel costs, List<String> kinds, int slots) {
        this.planner = planner;
        this.costs = costs;
        this.kinds = List.copyOf(kinds);
        this.slots = slots;
    }

    @Override
    public List<List<BlockMode>> choose(StepShape step) {
        if (step.groups().stream().allMatch(PlannedModes::isFree)) {
            return BlockModes.LOAD_ALL.choose(step);
        }
        return planner.plan(request(step)).modes();
    }

    private static boolean isFree(StepShape.Group group) {
        return group.inMemory() && group.format().keepsLent();
    }

    /** What the planner is asked. */
    public PlanRequest request(StepShape step) {
        PlanRequest alone = request(step, 0);
        int staged = staged(alone, step);
        return staged == 0 ? alone : request(step, staged);
    }

    private PlanRequest request(StepShape step, int staged) {
        List<Double> editSeconds = new ArrayList<>();
        for (int block = 0; block < kinds.size(); block++) {
            LinearFit fit = costs.blockFit(kinds.get(block));
            editSeconds.add(Math.max(0, fit.at(step.work().get(block))));
        }
        return new PlanRequest(
                editSeconds,
                step.groups().stream().map(group -> group(group, staged)).toList(),
                slots);
    }

    /**
     * How many of a step's first loads are done when it begins: those that fit between the end of the last load of the step before, which
     * asks as much, and its end.
     */
    private int staged(PlanRequest request, StepShape step) {
        List<List<BlockMode>> before =
                step.groups().stream().map(StepShape.Group::before).toList();
        if (before.stream().anyMatch(List::isEmpty)) {
            return 0;
        }
        PipelineTimeline timeline = PipelineTimeline.replay(request, before);
        double loaded = timeline.blocks().stream()
                .mapToDouble(PipelineTimeline.BlockTimes::loadEnd)
                .max()
                .orElse(0);
        double slack = timeline.makespanSeconds() - loaded;
        int staged = 0;
        while (staged < Math.min(slots, request.blocks())) {
            PipelineTimeline.BlockTimes block = timeline.blocks().get(staged);
            slack -= block.loadEnd() - block.loadStart();
            if (slack < 0) {
                break;
            }
            staged++;
        }
        return staged;
    }

    private PlanGroup group(StepShape.Group group, int staged) {
        List<BlockCost> blocks = new ArrayList<>();
        for (int block = 0; block < kinds.size(); block++) {
            blocks.add(cost(block, group));
        }
        return new PlanGroup(blocks, true, group.before().stream().limit(staged).toList());
    }

    private BlockCost cost(int block, StepShape.Group group) {
        String kind = kinds.get(block);
        BlockShape shape = group.format().blocks().get(block);
        double projectSeconds = Math.max(0, costs.projectSeconds(kind, shape.imageRows()));
        boolean isLast = block == kinds.size() - 1; // where a template's rows end: nobody reads its output
        double lentSeconds = group.format()
                .lends(block)
                .map(section -> loadSeconds(group, block, section))
                .orElse(0.0);
        double hiddenSeconds = group.format().canResume(block)
                ? loadSeconds(group, block, Section.HIDDEN_STATES)
                : BlockCost.NOT_STORED;
        return new BlockCost(
                projectSeconds,
                isLast ? projectSeconds : Math.max(0, costs.blockSeconds(kind, shape.rows(), shape.rows())),
                lentSeconds,
                hiddenSeconds,
                hiddenSeconds);
    }

    private double loadSeconds(StepShape.Group group, int block, Section section) {
        if (!group.format().keeps(block, section)) {
            return BlockCost.NOT_STORED;
        }
        return group.inMemory()
                ? 0
                : Math.max(0, costs.loadSeconds(Tier.DISK, group.format().bytes(block, section)));
    }
}
