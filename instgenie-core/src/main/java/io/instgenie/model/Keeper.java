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
     * @param parts {@code [rows, heads, width]} each. Of {@link Section#HIDDEN_STATES} they are good during the call, of others until the block is done
     */
    void keep(int lane, Section section, Tensor... parts);
}
