package io.instgenie.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two slots; short loads take 3 s and use a lead of 4 s, a long one takes 6 s and spares 1 s of compute. */
class LongLeadsTest {
    private static final int SLOTS = 2;
    private static final int BLOCKS = 10;

    private final LongLeads leads = leads(new BlockCost(1, 4, 6, 3, 3));

    @Test
    void aLeadThatShortLoadsCanUseIsNotLong() {
        assertThat(leads.isLong(new double[] {20, 16, 20}, 1)).isFalse();
        assertThat(leads.isLong(new double[] {20, 15.5, 20}, 1)).isTrue();
    }

    @Test
    void everyExchangeHasItsPrice() {
        assertThat(leads.atLeastAsGoodAs(new double[] {20, 15, 20}, 1)).containsExactly(19, 15, 19);
    }

    @Test
    void noMoreLoadsAreExchangedThanThereAreSlots() {
        assertThat(leads.atLeastAsGoodAs(new double[] {20, 0, 10}, 1)).containsExactly(18, 14, 17);
    }

    @Test
    void noLeadIsLongWhereNothingCanBeExchanged() {
        LongLeads onlyLong = leads(new BlockCost(1, 4, 6, BlockCost.NOT_STORED, BlockCost.NOT_STORED));
        assertThat(onlyLong.isLong(new double[] {100, 0, 0}, 1)).isFalse();
    }

    private static LongLeads leads(BlockCost cost) {
        PlanGroup group = new PlanGroup(Collections.nCopies(BLOCKS, cost), true);
        OptionTable table = OptionTable.joint(new PlanRequest(Collections.nCopies(BLOCKS, 1.0), List.of(group), SLOTS));
        return new LongLeads(table, SLOTS, new LatestTimes(table, SLOTS), SLOTS + 1);
    }
}
