package io.instgenie.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.instgenie.plan.PipelineTimeline.BlockTimes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineTimelineTest {
    private static final BlockCost COST = new BlockCost(1, 4, 3, 2, 5);

    @Test
    void loadsRunAheadUntilTheSlotsAreFull() {
        PipelineTimeline timeline = PipelineTimeline.replay(request(4, 2), kv(4));
        assertThat(timeline.blocks())
                .containsExactly(
                        new BlockTimes(0, 3, 3, 13),
                        new BlockTimes(3, 6, 13, 23),
                        new BlockTimes(13, 16, 23, 33),
                        new BlockTimes(23, 26, 33, 43));
        assertThat(timeline.makespanSeconds()).isEqualTo(43);
        assertThat(timeline.bubbleSeconds()).isEqualTo(3);
        assertThat(timeline.loadSeconds()).isEqualTo(12);
    }

    @Test
    void oneSlotLoadsAndComputesByTurns() {
        assertThat(PipelineTimeline.replay(request(3, 1), kv(3)).makespanSeconds())
                .isEqualTo(39);
    }

    @Test
    void computedBlocksHoldNoSlot() {
        List<BlockMode> modes = List.of(BlockMode.COMPUTE, BlockMode.COMPUTE, BlockMode.KV, BlockMode.KV);
        PipelineTimeline timeline = PipelineTimeline.replay(request(4, 2), List.of(modes));
        assertThat(timeline.blocks().get(3).loadEnd()).isEqualTo(6);
        assertThat(timeline.bubbleSeconds()).isZero();
    }

    @Test
    void residentRowsSpareLoads() {
        List<BlockMode> modes = List.of(BlockMode.COMPUTE, BlockMode.X, BlockMode.X, BlockMode.COMPUTE);
        PipelineTimeline timeline = PipelineTimeline.replay(request(4, 4), List.of(modes));
        assertThat(timeline.loadSeconds()).isEqualTo(2 + 5);
        assertThat(timeline.computeSeconds()).isEqualTo(40 + 4 + 1 + 1 + 4);
    }

    @Test
    void stagedBlocksWaitForNothingButHoldTheirSlot() {
        PlanGroup group = new PlanGroup(Collections.nCopies(3, COST), true, List.of(BlockMode.KV));
        PlanRequest request = new PlanRequest(Collections.nCopies(3, 10.0), List.of(group), 1);
        assertThat(PipelineTimeline.replay(request, kv(3)).blocks())
                .containsExactly(
                        new BlockTimes(0, 0, 0, 10), new BlockTimes(10, 13, 13, 23), new BlockTimes(23, 26, 26, 36));
    }

    @Test
    void refusesModesThatNeedWhatIsNotStored() {
        BlockCost nothing = new BlockCost(1, 4, BlockCost.NOT_STORED, BlockCost.NOT_STORED, BlockCost.NOT_STORED);
        PlanRequest request =
                new PlanRequest(List.of(1.0, 1.0), List.of(new PlanGroup(List.of(nothing, nothing), true)), 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PipelineTimeline.replay(request, kv(2)))
                .withMessageContaining("block 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PipelineTimeline.replay(request, kv(1)))
                .withMessageContaining("1 modes for 2 blocks");
    }

    /** Against a second telling of the same story, by lists of slots instead of a rolling state. */
    @Test
    void agreesWithAnIndependentReplay() {
        for (long seed = 0; seed < 2_000; seed++) {
            PlanRequest request = new RandomRequests(seed).next(1 + (int) (seed % 12), 1 + (int) (seed % 3));
            List<List<BlockMode>> modes = new FixedPlanner(BlockMode.values()[(int) (seed / 12 % 3)])
                    .plan(request)
                    .modes();
            assertThat(PipelineTimeline.replay(request, modes).makespanSeconds())
                    .as("seed %d", seed)
                    .isCloseTo(independentMakespan(request, modes), within(1e-9));
        }
    }

    private static double independentMakespan(PlanRequest request, List<List<BlockMode>> modes) {
        List<Double> slotHolders = new ArrayList<>(); // compute ends of the blocks that held a slot, in order
        double loaderFree = 0;
        double computeEnd = 0;
        for (int block = 0; block < request.blocks(); block++) {
            double compute = request.editSeconds().get(block);
            double load = 0;
            boolean holdsSlot = false;
            for (int g = 0; g < modes.size(); g++) {
                PlanGroup group = request.groups().get(g);
                BlockMode mode = modes.get(g).get(block);
                boolean resident =
                        block == 0 ? group.residentAtStart() : modes.get(g).get(block - 1) == BlockMode.COMPUTE;
                double seconds = group.blocks().get(block).loadSeconds(mode, resident);
                boolean staged = block < group.staged().size() && group.staged().get(block) == mode;
                compute += group.blocks().get(block).computeSeconds(mode);
                load += staged ? 0 : seconds;
                holdsSlot |= seconds > 0;
            }
            double ready = 0;
            if (load > 0) {
                int holder = slotHolders.size() - request.stagingSlots();
                double slotFree = holder < 0 ? 0 : slotHolders.get(holder);
                loaderFree = Math.max(loaderFree, slotFree) + load;
                ready = loaderFree;
            }
            computeEnd = Math.max(computeEnd, ready) + compute;
            if (holdsSlot) {
                slotHolders.add(computeEnd);
            }
        }
        return computeEnd;
    }

    private static PlanRequest request(int blocks, int slots) {
        return new PlanRequest(
                Collections.nCopies(blocks, 10.0),
                List.of(new PlanGroup(Collections.nCopies(blocks, COST), true)),
                slots);
    }

    private static List<List<BlockMode>> kv(int blocks) {
        return List.of(Collections.nCopies(blocks, BlockMode.KV));
    }
}
