package io.instgenie.model;

import io.instgenie.cost.Section;
import org.bytedeco.pytorch.Tensor;

/** Is given what a pass computes of its lanes in the block at hand. */
public interface Keeper {
    /** Wants nothing. */
    Keeper NOTHING = new Keeper() {
        @Override
        public boolean wants(int lane, Section section) {
            return false;
        }

        @Override
        public void keep(int lane, Section section, Tensor... parts) {
            throw new IllegalStateException("nothing was wanted");
        }
    };

    /** Whether it is to be given a section. */
    boolean wants(int lane, Section section);

    /**
     * Gives a section that is wanted.
     *
     * @param parts {@code [rows, heads, width]} each. What the block {@linkplain io.instgenie.cost.BlockShape#lends lends} is good until the
     *     block is done, other sections during the call
     */
    void keep(int lane, Section section, Tensor... parts);
}
