package io.instgenie.model;

import org.jspecify.annotations.Nullable;

/** Lends the lanes of a pass what a template keeps in the block at hand. */
@FunctionalInterface
public interface Lender {
    /** Lends nothing. */
    Lender NOTHING = lane -> null;

    /**
     * The template's share for a lane, the same object for all lanes that share it; null for a lane that computes all its tokens. It has what
     * the block {@linkplain io.instgenie.cost.BlockShape#lends lends} of all image rows, those that the lane computes itself among them.
     *
     * @param lane its place in the pass
     */
    @Nullable
    Share lend(int lane);
}
