package io.instgenie.activations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.instgenie.cost.BlockShape;
import io.instgenie.cost.BlockWork;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.Section;
import io.instgenie.cost.SectionShape;
import io.instgenie.cost.Tier;
import io.instgenie.plan.BlockCost;
import io.instgenie.plan.BlockMode;
import io.instgenie.plan.FixedPlanner;
import io.instgenie.plan.PlanRequest;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlannedModesTest {
    private static final List<String> KINDS = List.of("single", "single", "last");
    private static final int TEXT = 10;
    private static final int TOKENS = 90;
    private static final int EDITED = 20;

    private static final SectionShape KEY_VALUES = new SectionShape(Section.KEY_VALUES, 2, TOKENS, 2, 4);
    private static final SectionShape HIDDEN_STATES = new SectionShape(Section.HIDDEN_STATES, 1, TEXT + TOKENS, 2, 4);

    private static final List<BlockShape> BLOCKS = KINDS.stream()
            .map(kind -> new BlockShape(kind, TEXT, TOKENS, List.of(KEY_VALUES, HIDDEN_STATES), 0, true))
            .toList();

    private final PlanRequest request = request(BLOCKS);

    @Test
    void blocksCostWhatTheirKindDoes() {
        assertThat(request.editSeconds().get(0)).isCloseTo(1 + EDITED, within(1e-6));
        assertThat(request.editSeconds().get(2)).isCloseTo(0.5 + EDITED / 2.0, within(1e-6));
    }

    /** A template's pass runs by itself, so that it also takes what a block takes at any size. */
    @Test
    void computingATemplateTakesABlockOfItsOwn() {
        assertThat(blocks().get(0).templateSeconds()).isCloseTo(1 + TEXT + TOKENS, within(1e-6));
        assertThat(blocks().get(0).projectSeconds()).isCloseTo(TOKENS / 4.0, within(1e-6));
    }

    /** Nobody reads what a template's rows would be behind the last block. */
    @Test
    void aTemplatesRowsEndInTheLastBlock() {
        assertThat(blocks().get(2).templateSeconds()).isEqualTo(blocks().get(2).projectSeconds());
    }

    /** Of blocks that lend nothing there is nothing to load, and no pass begins where it cannot be resumed. */
    @Test
    void blocksCostWhatTheyLendAndWhereAPassCanBegin() {
        List<BlockShape> mixed = List.of(
                new BlockShape("single", 0, TOKENS, List.of(HIDDEN_STATES), 0, true),
                new BlockShape("single", 0, TOKENS, List.of(), 0, false),
                new BlockShape("last", 0, TOKENS, List.of(KEY_VALUES), 0, false));
        List<BlockCost> blocks = request(mixed).groups().get(0).blocks();
        assertThat(blocks.get(0).kvLoadSeconds()).isEqualTo(blocks.get(0).xLoadSeconds());
        assertThat(blocks.get(1).kvLoadSeconds()).isZero();
        assertThat(blocks.get(1).xLoadSeconds()).isEqualTo(BlockCost.NOT_STORED);
        assertThat(blocks.get(2).kvLoadSeconds()).isPositive().isFinite();
        assertThat(blocks.get(2).entryLoadSeconds()).isEqualTo(BlockCost.NOT_STORED);
    }

    private List<BlockCost> blocks() {
        return request.groups().get(0).blocks();
    }

    /** Blocks take 1 s and 1 s a row, the last one half of that, projections a quarter of a second a row. */
    private static PlanRequest request(List<BlockShape> shapes) {
        CostModel costs = new CostModel(KINDS);
        for (int rows : new int[] {10, 20, 50, 100}) {
            costs.observeBlock("single", new BlockWork(rows, 0, 0), 1 + rows);
            costs.observeBlock("last", new BlockWork(rows, 0, 0), 0.5 + rows / 2.0);
            costs.observeProject("single", rows, rows / 4.0);
            costs.observeProject("last", rows, rows / 4.0);
            costs.observeLoad(Tier.DISK, rows, rows);
        }
        PlannedModes modes = new PlannedModes(new FixedPlanner(BlockMode.KV), costs, KINDS, 2);
        ActivationFormat format = new ActivationFormat(Kept.BOTH, Precision.FLOAT32, shapes);
        return modes.request(new StepShape(
                Collections.nCopies(KINDS.size(), BlockWork.of(EDITED, 0)),
                List.of(new StepShape.Group(format, false, List.of()))));
    }
}
