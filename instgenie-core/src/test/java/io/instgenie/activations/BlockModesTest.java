package io.instgenie.activations;

import static io.instgenie.plan.BlockMode.COMPUTE;
import static io.instgenie.plan.BlockMode.KV;
import static io.instgenie.plan.BlockMode.X;
import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.cost.BlockShape;
import io.instgenie.cost.BlockWork;
import io.instgenie.cost.Section;
import io.instgenie.cost.SectionShape;
import io.instgenie.plan.BlockMode;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockModesTest {
    private static final SectionShape KEY_VALUES = new SectionShape(Section.KEY_VALUES, 2, 9, 1, 4);
    private static final SectionShape HIDDEN_STATES = new SectionShape(Section.HIDDEN_STATES, 1, 9, 1, 4);
    private static final BlockShape ATTENTION = block(true, KEY_VALUES, HIDDEN_STATES);
    private static final BlockShape CLOSED_ATTENTION = block(false, KEY_VALUES);
    private static final BlockShape CONVOLUTION = block(true, HIDDEN_STATES);
    private static final BlockShape ROW_BY_ROW = block(false);

    @Test
    void whatIsKeptIsLoaded() {
        assertThat(loadAll(Kept.BOTH, ATTENTION, CONVOLUTION, ROW_BY_ROW)).containsExactly(KV, KV, KV);
        assertThat(loadAll(Kept.KEY_VALUES, ATTENTION, CLOSED_ATTENTION, CONVOLUTION))
                .containsExactly(KV, KV, KV);
    }

    @Test
    void keysAndValuesThatAreNotKeptAreProjected() {
        assertThat(loadAll(Kept.HIDDEN_STATES, ATTENTION, CONVOLUTION, ATTENTION))
                .containsExactly(X, KV, X);
    }

    /** The pass begins at the last block before it where it can. */
    @Test
    void whereAPassCannotBeginItComesFromBefore() {
        assertThat(loadAll(Kept.HIDDEN_STATES, ATTENTION, CONVOLUTION, ROW_BY_ROW, CLOSED_ATTENTION, ATTENTION))
                .containsExactly(X, COMPUTE, COMPUTE, X, X);
    }

    private static List<BlockMode> loadAll(Kept kept, BlockShape... blocks) {
        ActivationFormat format = new ActivationFormat(kept, Precision.FLOAT32, List.of(blocks));
        StepShape step = new StepShape(
                Collections.nCopies(blocks.length, BlockWork.NONE),
                List.of(new StepShape.Group(format, false, List.of())));
        return BlockModes.LOAD_ALL.choose(step).get(0);
    }

    private static BlockShape block(boolean resumable, SectionShape... sections) {
        return new BlockShape("block", 0, 9, List.of(sections), 1, resumable);
    }
}
