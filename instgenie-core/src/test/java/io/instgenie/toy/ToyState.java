package io.instgenie.toy;

import io.instgenie.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Where a lane is between two blocks.
 *
 * @param rows {@code [active, width]} of the level it is at
 * @param skip {@code [active, width]} of the fine level, while it is at the coarse one
 */
record ToyState(Tensor rows, @Nullable Tensor skip) implements AutoCloseable {
    /** This, beyond the scope that it was made in. */
    ToyState held() {
        Tensors.hold(rows);
        if (skip != null) {
            Tensors.hold(skip);
        }
        return this;
    }

    @Override
    public void close() {
        rows.close();
        if (skip != null) {
            skip.close();
        }
    }
}
