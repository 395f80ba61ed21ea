package io.instgenie.toy;

import io.instgenie.cost.BlockShape;
import io.instgenie.cost.BlockWork;
import io.instgenie.cost.Section;
import io.instgenie.model.Share;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** One block. Thread-safe until closed. */
interface ToyBlock extends AutoCloseable {
    /**
     * A lane in a block.
     *
     * @param fine cells of the fine level
     * @param coarse cells of the coarse one
     * @param shift what timestep and prompt add to each row, {@code [width]}
     * @param template to be asked where not all cells are active
     */
    record Place(ToyCells fine, ToyCells coarse, Tensor shift, Supplier<Share> template) {
        /** {@code [all, width]}. */
        Tensor hidden() {
            return part(Section.HIDDEN_STATES, 0);
        }

        Tensor part(Section section, int part) {
            Tensor rows = template.get().part(section, part).in(ScalarType.Float); // [all, heads, width / heads]
            return rows.view(rows.size(0), -1); // [all, width]
        }
    }

    /** The block of a template whose levels have so many cells. */
    BlockShape shape(int fineCells, int coarseCells);

    /** What it computes for a lane. */
    default BlockWork work(ToyCells fine, ToyCells coarse) {
        return BlockWork.of(fine.active().length, 0);
    }

    /** How wide a shift it takes. */
    int width();

    /** Heads that input rows are kept in. */
    default int heads() {
        return 1;
    }

    /** Keys and values of the input rows, {@code [active, heads, width / heads]} each; none where there is no attention. */
    default List<Tensor> keysAndValues(Tensor rows, Tensor shift) {
        return List.of();
    }

    /** The lane behind the block. */
    ToyState apply(ToyState in, Place place);

    @Override
    void close();
}
