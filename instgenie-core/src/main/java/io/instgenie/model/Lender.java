package io.instgenie.model;

import org.jspecify.annotations.Nullable;

/** Lends the lanes of a pass what a template keeps in the block at hand. */
@FunctionalInterface
public interface Lender {
    /** Lends nothing. */
    Lender NOTHING = lane -> null;

    /**
     * The template's share for a lane, the same object for all lanes that share it; null for a lane that computes all its tokens.
     *
     * @param lane its place in the pass
     */
    @Nullable
    Share lend(int lane);
}
