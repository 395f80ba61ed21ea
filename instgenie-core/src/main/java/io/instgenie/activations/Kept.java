package io.instgenie.activations;

import io.instgenie.cost.BlockShape;
import io.instgenie.cost.Section;
import java.util.Optional;

/** What is kept of a template's pass, block by block: it decides which modes can later be planned. */
public enum Kept {
    /**
     * What edits read: keys and values of the image tokens, 2 numbers per token and channel; of a block without attention, the input rows
     * that its convolution reads.
     */
    KEY_VALUES(true, false),
    /** Each block's input rows, text and image: 1 number per token and channel. */
    HIDDEN_STATES(false, true),
    /** Both, which leaves the planner every mode. */
    BOTH(true, true);

    private final boolean lent;
    private final boolean hidden;

    Kept(boolean lent, boolean hidden) {
        this.lent = lent;
        this.hidden = hidden;
    }

    boolean keeps(BlockShape block, Section section) {
        return lent && block.lends().equals(Optional.of(section)) || hidden && section == Section.HIDDEN_STATES;
    }
}
